#include "runner/model/model.h"

#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/table.h"

namespace wfx {

struct Model::State {
  explicit State(const ModelOptions& options) : kernel(options) {}
  model::Kernel kernel;
};

Model::Model(const ModelOptions& options) : state_(std::make_unique<State>(options)) {}
Model::~Model() = default;

void Model::Abandon(std::unique_ptr<Model> model) { model.release()->state_->kernel.Retire(); }

Win32Api Model::api() const {
  Win32Api table;
#define WFX_FUNCTION(dll, name) table.name = &model::name;  // NOLINT
#include "runner/win32/functions.inc"
  return table;
}

std::uint32_t Model::StartProcess(Machine machine) {
  const std::lock_guard lock(state_->kernel.mutex);
  return state_->kernel.StartProcess(machine);
}

void Model::EndProcess(std::uint32_t process) {
  const std::lock_guard lock(state_->kernel.mutex);
  state_->kernel.EndProcess(process);
}

Model::InProcess::InProcess(std::uint32_t process) : before_(model::ExchangeProcess(process)) {}
Model::InProcess::~InProcess() { model::ExchangeProcess(before_); }

void Model::StayInBackground() { model::ThisThread(model::CurrentKernel())->background = true; }

std::function<bool()> Model::WatchThisThread() {
  model::Kernel& kernel = model::CurrentKernel();
  return [&kernel, thread = model::ThisThread(kernel)] {
    const std::lock_guard lock(kernel.mutex);
    return thread->blocked && !thread->wake;
  };
}

std::chrono::nanoseconds Model::Now() const {
  const std::lock_guard lock(state_->kernel.mutex);
  return state_->kernel.clock.Now();
}

std::size_t Model::open_handles() const {
  const std::lock_guard lock(state_->kernel.mutex);
  return state_->kernel.open_handles();
}

std::size_t Model::files() const {
  const std::lock_guard lock(state_->kernel.mutex);
  return state_->kernel.names->FileCount();
}

}  // namespace wfx
