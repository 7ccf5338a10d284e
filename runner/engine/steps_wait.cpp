// The waits, alertable and not.
#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "runner/engine/steps.h"

namespace wfx {
namespace {

std::string_view NameOf(WaitStep::Function function) {
  switch (function) {
    case WaitStep::Function::kSleep:
      return "Sleep";
    case WaitStep::Function::kWaitForSingleObject:
      return "WaitForSingleObject";
    case WaitStep::Function::kWaitForSingleObjectEx:
      return "WaitForSingleObjectEx";
    case WaitStep::Function::kWaitForMultipleObjectsEx:
      return "WaitForMultipleObjectsEx";
    case WaitStep::Function::kMsgWaitForMultipleObjectsEx:
      return "MsgWaitForMultipleObjectsEx";
    case WaitStep::Function::kSignalObjectAndWait:
      return "SignalObjectAndWait";
    case WaitStep::Function::kReap:
    case WaitStep::Function::kSleepEx:
      break;
  }
  return "SleepEx";
}

bool IsAlertable(const WaitStep& wait) {
  switch (wait.function) {
    case WaitStep::Function::kReap:
      return true;
    case WaitStep::Function::kSleep:
    case WaitStep::Function::kWaitForSingleObject:
      return false;
    default:
      return wait.alertable;
  }
}

}  // namespace

bool StepDoer::OwedARoutine() const {
  const auto& writes = performance_.ledger_.writes();
  return std::any_of(writes.begin(), writes.end(),
                     [&](const Slot& slot) { return slot.actor == actor_ && slot.Outstanding(); });
}

void StepDoer::Do(const WaitStep& wait) {
  if (performance_.IsProcess(step_.by)) return WaitByProcess(wait);
  const DWORD milliseconds = Milliseconds(performance_.Scaled(wait.at_most));
  const auto call = [&] {
    return wait.function == WaitStep::Function::kReap ? Reap(wait) : Call(wait, milliseconds);
  };
  Keep(Record(NameOf(wait.function), call, IsAlertable(wait)));
}

// Other routines end a wait too, so only the ledger says when there is nothing left to wait for. A
// wait that gives 0 has used up what was left, by the system's clock, which need not be ours.
DWORD StepDoer::Reap(const WaitStep& wait) {
  const auto until = SteadyClock::now() + performance_.Scaled(wait.at_most);
  while (true) {
    const bool owed = OwedARoutine();
    const Duration left = owed ? until - SteadyClock::now() : Duration::zero();
    const DWORD result = api_.SleepEx(Milliseconds(left), TRUE);
    if (!OwedARoutine() || left <= Duration::zero() || result == 0) return result;
  }
}

DWORD StepDoer::Call(const WaitStep& wait, DWORD milliseconds) {
  std::vector<HANDLE> on;
  for (const std::string& name : wait.on) on.push_back(stage_.WaitableNamed(name));
  const auto count = static_cast<DWORD>(on.size());
  const HANDLE first = on.empty() ? nullptr : on.front();
  switch (wait.function) {
    case WaitStep::Function::kSleep:
      api_.Sleep(milliseconds);
      return 0;
    case WaitStep::Function::kWaitForSingleObject:
      return api_.WaitForSingleObject(first, milliseconds);
    case WaitStep::Function::kWaitForSingleObjectEx:
      return api_.WaitForSingleObjectEx(first, milliseconds, wait.alertable);
    case WaitStep::Function::kWaitForMultipleObjectsEx:
      return api_.WaitForMultipleObjectsEx(count, on.data(), wait.all, milliseconds,
                                           wait.alertable);
    case WaitStep::Function::kMsgWaitForMultipleObjectsEx: {
      const DWORD flags = MWMO_INPUTAVAILABLE | (wait.alertable ? MWMO_ALERTABLE : 0) |
                          (wait.all ? MWMO_WAITALL : 0);
      return api_.MsgWaitForMultipleObjectsEx(count, on.data(), milliseconds, QS_ALLINPUT, flags);
    }
    case WaitStep::Function::kSignalObjectAndWait:
      return api_.SignalObjectAndWait(stage_.WaitableNamed(wait.signals), first, milliseconds,
                                      wait.alertable);
    case WaitStep::Function::kReap:
    case WaitStep::Function::kSleepEx:
      break;
  }
  return api_.SleepEx(milliseconds, wait.alertable);
}

}  // namespace wfx
