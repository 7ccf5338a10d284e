#include "runner/engine/crew.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "runner/engine/crew_work.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

// What the crew is made of, whatever it does.
struct Muster {
  std::string path;
  DWORD access = 0;
  std::uint32_t threads = 0, handles = 0;
};

Muster MusterOf(const AppendOrder& order) {
  return {order.path, order.append_only ? DWORD{FILE_APPEND_DATA | SYNCHRONIZE} : GENERIC_WRITE,
          order.writers, order.one_handle ? 1 : order.writers};
}

Muster MusterOf(const RaceOrder& order) {
  const std::uint32_t threads = order.lockers + order.writers;
  return {order.path, GENERIC_READ | GENERIC_WRITE, threads, threads};
}

Muster MusterOf(const CrewOrder& order) {
  return std::visit([](const auto& each) { return MusterOf(each); }, order);
}

}  // namespace

struct Crew::State {
  State(const Win32Api& table, const CrewOrder& what, InProcess where)
      : api(table), order(what), muster(MusterOf(what)), in_process(std::move(where)) {}

  const Win32Api& api;
  const CrewOrder order;
  const Muster muster;
  const InProcess in_process;
  std::vector<Handle> handles;
  std::vector<std::thread> threads;
  CrewReport report;

  std::mutex mutex;  // of what follows
  std::condition_variable changed;
  std::uint32_t waiting = 0;
  bool go = false;

  void As(const std::function<void()>& work) const { in_process ? in_process(work) : work(); }

  bool Open() {
    while (handles.size() < muster.handles) {
      const HANDLE file = api.CreateFileW(Wide(muster.path).c_str(), muster.access, kShareAll,
                                          nullptr, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr);
      if (file == INVALID_HANDLE_VALUE) return false;
      handles.emplace_back(api, file);
    }
    return true;
  }

  void AwaitRelease() {
    std::unique_lock lock(mutex);
    ++waiting;
    changed.notify_all();
    changed.wait(lock, [&] { return go; });
  }

  void Work(std::uint32_t position) {
    const HANDLE file = handles[muster.handles == 1 ? 0 : position].get();
    AwaitRelease();
    if (const auto* appends = std::get_if<AppendOrder>(&order)) {
      report.tallies[position] = AppendRecords(api, *appends, position, file);
    } else {
      report.racers[position] = Race(api, std::get<RaceOrder>(order), position, file);
    }
  }
};

Crew::Crew(const Win32Api& api, const CrewOrder& order, InProcess in_process)
    : state_(std::make_unique<State>(api, order, std::move(in_process))) {}

Crew::~Crew() {
  if (state_->threads.empty()) return;
  Release();
  Finish();
}

Peer::Reply Crew::Assemble() {
  Peer::Reply reply;
  state_->As([&] {
    reply.succeeded = state_->Open();
    if (reply.succeeded) return;
    reply.last_error = state_->api.GetLastError();
    state_->handles.clear();
  });
  if (!reply.succeeded) return reply;
  const std::uint32_t threads = state_->muster.threads;
  if (std::holds_alternative<AppendOrder>(state_->order)) state_->report.tallies.resize(threads);
  if (std::holds_alternative<RaceOrder>(state_->order)) state_->report.racers.resize(threads);
  for (std::uint32_t position = 0; position < threads; ++position) {
    state_->threads.emplace_back(
        [state = state_.get(), position] { state->As([&] { state->Work(position); }); });
  }
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [&] { return state_->waiting == threads; });
  return reply;
}

void Crew::Release() {
  const std::lock_guard lock(state_->mutex);
  state_->go = true;
  state_->changed.notify_all();
}

CrewReport Crew::Finish() {
  for (std::thread& thread : state_->threads) thread.join();
  state_->threads.clear();
  state_->As([&] { state_->handles.clear(); });
  return std::move(state_->report);
}

}  // namespace wfx
