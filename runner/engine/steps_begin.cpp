// Calls that block their thread while the steps of others go on: begun on one thread, ended on the
// scenario's own, which alone touches what has been seen.
#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

#include "runner/engine/steps.h"

namespace wfx {
namespace {

// How long a thread is given to get from its call into the wait, where nobody can tell.
constexpr Duration kIntoTheWait = std::chrono::milliseconds(50);
constexpr Duration kBegunGlance = std::chrono::microseconds(100);

}  // namespace

void StepDoer::Do(const FlushStep& flush) {
  const HANDLE handle = HandleNamed(flush.handle);
  Keep(Record("FlushFileBuffers", [&] { return api_.FlushFileBuffers(handle); }));
}

void StepDoer::DoBegin(const FlushStep& flush, Performance::BegunCall& begun) {
  const HANDLE handle = HandleNamed(flush.handle);
  begun.record = NewRecord("FlushFileBuffers");
  begun.work = [&begun, &api = api_, &here = here_, handle] {
    const DoingNow doing(here, begun.number);
    begun.calls = true;
    begun.record.returned = static_cast<std::uint64_t>(api.FlushFileBuffers(handle));
    begun.record.last_error = api.GetLastError();
  };
}

void StepDoer::DoBegin(const ReadStep& read, Performance::BegunCall& begun) {
  const HANDLE handle = HandleNamed(read.handle);
  begun.record = NewRecord("ReadFile");
  begun.read.handle = read.handle;
  begun.read.bytes.resize(static_cast<std::size_t>(stage_.SizeOf(read.length)));
  begun.work = [&begun, &api = api_, &here = here_, handle] {
    const DoingNow doing(here, begun.number);
    DWORD bytes = 0;
    begun.calls = true;
    const auto length = static_cast<DWORD>(begun.read.bytes.size());
    begun.record.returned = static_cast<std::uint64_t>(
        api.ReadFile(handle, begun.read.bytes.data(), length, &bytes, nullptr));
    begun.record.last_error = api.GetLastError();
    begun.record.bytes = bytes;
  };
  begun.end = [this_step = StepDoer(performance_, number_, step_, actor_), &begun]() mutable {
    this_step.LabelRead(begun.read, begun.record.bytes.value_or(0), begun.record);
  };
}

void StepDoer::Begin() {
  auto& begun = performance_.begun_calls_[step_.name];
  begun = std::make_unique<Performance::BegunCall>();
  begun->number = number_;
  begun->actor = actor_;
  if (const auto* flush = std::get_if<FlushStep>(&step_.action)) DoBegin(*flush, *begun);
  if (const auto* read = std::get_if<ReadStep>(&step_.action)) DoBegin(*read, *begun);
  ThreadActor& thread = *performance_.threads_[static_cast<std::size_t>(actor_ - 1)];
  if (performance_.traits_.watches) {
    thread.Do([&] { begun->is_blocked = performance_.traits_.watches(); });
  }
  if (!thread.Begin(begun->work)) throw std::runtime_error("the thread has exited");
  if (begun->is_blocked) return void(performance_.IsOverOrBlocked(*begun));
  while (!begun->calls) thread.IsOver(kBegunGlance);
  thread.IsOver(performance_.Scaled(kIntoTheWait));
}

void StepDoer::Do(const EndsStep& ends) {
  Performance::BegunCall& begun = *performance_.begun_calls_.at(ends.step);
  const bool over = performance_.IsOver(begun, performance_.Scaled(ends.at_most));
  if (over) performance_.KeepBegun(begun, true);
  CallRecord record = NewRecord("ends");
  record.returned = over ? 1 : 0;
  Keep(std::move(record));
}

// Where waits take no time nothing happens while everybody waits: a call that is blocked when this
// thread looks stays so.
bool Performance::IsOver(BegunCall& begun, Duration bound) {
  if (begun.is_blocked && traits_.waits_take_no_time) return IsOverOrBlocked(begun);
  return threads_[static_cast<std::size_t>(begun.actor - 1)]->IsOver(bound);
}

// Comes back when it is one or the other. True when it is over.
bool Performance::IsOverOrBlocked(BegunCall& begun) {
  ThreadActor& thread = *threads_[static_cast<std::size_t>(begun.actor - 1)];
  while (!thread.IsOver(kBegunGlance)) {
    if (begun.calls && begun.is_blocked()) return false;
  }
  return true;
}

void Performance::KeepBegun(BegunCall& begun, bool over) {
  if (std::exchange(begun.kept, true)) return;
  if (over && begun.end) begun.end();
  CallRecord record;
  if (over) {
    record = begun.record;
  } else {
    // The thread is still at work on its own.
    record.step = subject_.when[static_cast<std::size_t>(begun.number)].name;
    record.actor = ActorName(begun.actor);
    record.pending = true;
  }
  seen_.calls.push_back(std::move(record));
  call_steps_.push_back(begun.number);
}

// Of a thread somebody may cancel, by its own word: no other thread can ask for it.
void Performance::KeepThreadHandle(const std::string& thread) {
  const bool wanted = std::ranges::any_of(subject_.when, [&](const Step& step) {
    const auto* cancel = std::get_if<CancelStep>(&step.action);
    return cancel != nullptr && cancel->thread == thread;
  });
  if (!wanted) return;
  OnActor(thread, [&] {
    HANDLE handle = nullptr;
    if (!api_.DuplicateHandle(CurrentProcess(), CurrentThread(), CurrentProcess(), &handle, 0,
                              FALSE, DUPLICATE_SAME_ACCESS)) {
      throw SceneError("DuplicateHandle of a thread failed");
    }
    thread_handles_[thread] = Handle(api_, handle);
  });
}

}  // namespace wfx
