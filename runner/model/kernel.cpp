#include "runner/model/kernel.h"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include "runner/model/name.h"
#include "runner/model/view.h"
#include "runner/win32/thread_value.h"

namespace wfx::model {
namespace {

// What virtual time a call takes: a caller that polls sees time pass.
constexpr Time kCallTakes = std::chrono::nanoseconds(100);

std::mutex registry;  // of the kernel there is
std::atomic<Kernel*> current{nullptr};
std::atomic<std::uint64_t> number_of_current{0};
std::uint64_t kernels_made = 0;

thread_local DWORD last_error = 0;
thread_local std::uint32_t own_process = 1;

// What a thread knows of the kernel it has called.
struct Membership {
  std::shared_ptr<Thread> thread;
  std::uint64_t kernel = 0;
};

// Tells the kernel that its thread ends.
void WINAPI EndMembership(void* value) {
  const std::unique_ptr<Membership> membership(static_cast<Membership*>(value));
  const std::lock_guard lock(registry);
  if (current == nullptr || number_of_current != membership->kernel) return;
  const std::lock_guard inside(current.load()->mutex);
  current.load()->EndThread(*membership->thread);
}

const ThreadValue& Memberships() {
  static const ThreadValue& memberships = *new ThreadValue(&EndMembership);
  return memberships;
}

}  // namespace

// A thread that was given up may come back when its model is gone: it stays here.
Kernel& CurrentKernel() {
  Kernel* const kernel = current.load();
  while (kernel == nullptr) std::this_thread::sleep_for(std::chrono::hours(1));
  return *kernel;
}

std::shared_ptr<Thread> ThisThread(Kernel&) {
  auto* membership = static_cast<Membership*>(Memberships().Get());
  if (membership == nullptr) Memberships().Set(membership = new Membership);
  // The number changes only while no thread is inside.
  if (membership->kernel != number_of_current) {
    membership->thread = std::make_shared<Thread>();
    membership->kernel = number_of_current;
  }
  membership->thread->process = own_process;
  return membership->thread;
}

std::uint32_t ExchangeProcess(std::uint32_t process) { return std::exchange(own_process, process); }

DWORD GetError() { return last_error; }
void SetError(DWORD error) { last_error = error; }

BOOL Fail(DWORD error) {
  last_error = error;
  return FALSE;
}

BOOL Finish(Status status) {
  if (Succeeded(status) && status != STATUS_PENDING) return TRUE;
  return Fail(ErrorOf(status));
}

Call::Call()
    : kernel(CurrentKernel()), thread(ThisThread(kernel)), self(*thread), lock(kernel.mutex) {
  Clock& clock = kernel.clock;
  if (clock.is_virtual() && !self.background) clock.AdvanceTo(clock.Now() + kCallTakes);
  kernel.views->Take();
  clock.FireDue();
}

Kernel::Kernel(const ModelOptions& options)
    : personality(options.personality),
      choices(options.choices),
      clock(options.time == ModelOptions::Time::kVirtual),
      chance(options.seed),
      names(std::make_unique<NameSpace>(options.personality)),
      views(std::make_unique<Views>()) {
  StartProcess();
  const std::lock_guard lock(registry);
  if (current != nullptr) throw std::logic_error("there is a Model already");
  number_of_current = ++kernels_made;
  current = this;
}

void Kernel::Retire() {
  const std::lock_guard lock(registry);
  current = nullptr;
}

Kernel::~Kernel() {
  Retire();
  // Handles that were left open: what they hold points at this kernel.
  const std::lock_guard lock(mutex);
  while (!processes_.empty()) EndProcess(processes_.begin()->first);
}

}  // namespace wfx::model
