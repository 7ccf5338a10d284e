// The alertable waits of a table, all five kinds of them, replaced at one place.
#pragma once

#include <functional>

#include "runner/mutants/mutant.h"

namespace wfx::mutants {

// The wait as its caller asked for it, on the system below.
using PerformWait = std::function<DWORD()>;
// What an alertable wait does instead; it may perform the wait any number of times.
using AroundWait = DWORD (*)(const PerformWait& perform);

template <AroundWait around>
DWORD WINAPI SleepExAs(DWORD milliseconds, BOOL alertable) {
  const auto perform = [=] { return Base().SleepEx(milliseconds, alertable); };
  return alertable ? around(perform) : perform();
}

template <AroundWait around>
DWORD WINAPI WaitForSingleObjectExAs(HANDLE object, DWORD milliseconds, BOOL alertable) {
  const auto perform = [=] {
    return Base().WaitForSingleObjectEx(object, milliseconds, alertable);
  };
  return alertable ? around(perform) : perform();
}

template <AroundWait around>
DWORD WINAPI WaitForMultipleObjectsExAs(DWORD count, const HANDLE* objects, BOOL all,
                                        DWORD milliseconds, BOOL alertable) {
  const auto perform = [=] {
    return Base().WaitForMultipleObjectsEx(count, objects, all, milliseconds, alertable);
  };
  return alertable ? around(perform) : perform();
}

template <AroundWait around>
DWORD WINAPI MsgWaitForMultipleObjectsExAs(DWORD count, const HANDLE* objects, DWORD milliseconds,
                                           DWORD wake_mask, DWORD flags) {
  const auto perform = [=] {
    return Base().MsgWaitForMultipleObjectsEx(count, objects, milliseconds, wake_mask, flags);
  };
  return (flags & MWMO_ALERTABLE) != 0 ? around(perform) : perform();
}

template <AroundWait around>
DWORD WINAPI SignalObjectAndWaitAs(HANDLE signals, HANDLE object, DWORD milliseconds,
                                   BOOL alertable) {
  const auto perform = [=] {
    return Base().SignalObjectAndWait(signals, object, milliseconds, alertable);
  };
  return alertable ? around(perform) : perform();
}

template <AroundWait around>
void ReplaceAlertableWaits(Win32Api& table) {
  table.SleepEx = &SleepExAs<around>;
  table.WaitForSingleObjectEx = &WaitForSingleObjectExAs<around>;
  table.WaitForMultipleObjectsEx = &WaitForMultipleObjectsExAs<around>;
  table.MsgWaitForMultipleObjectsEx = &MsgWaitForMultipleObjectsExAs<around>;
  table.SignalObjectAndWait = &SignalObjectAndWaitAs<around>;
}

}  // namespace wfx::mutants
