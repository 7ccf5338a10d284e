#include "runner/examination/yes_man.h"

#include <deque>
#include <mutex>

#include "runner/win32/handle.h"

namespace wfx {
namespace {

struct Promise {
  LPOVERLAPPED_COMPLETION_ROUTINE routine;
  DWORD bytes;
  LPOVERLAPPED overlapped;
};

Win32Api below;
std::mutex mutex;
std::deque<Promise> promises;  // kept: a routine may come late

void CALLBACK Keep(ULONG_PTR parameter) {
  const Promise& promise = *reinterpret_cast<const Promise*>(parameter);
  promise.routine(ERROR_SUCCESS, promise.bytes, promise.overlapped);
}

BOOL WINAPI AgreeToWrite(HANDLE, LPCVOID, DWORD length, LPOVERLAPPED overlapped,
                         LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  overlapped->Internal = 0;
  overlapped->InternalHigh = length;
  const std::lock_guard lock(mutex);
  const Promise& promise = promises.emplace_back(Promise{routine, length, overlapped});
  below.QueueUserAPC(&Keep, CurrentThread(), reinterpret_cast<ULONG_PTR>(&promise));
  below.SetLastError(ERROR_SUCCESS);
  return TRUE;
}

}  // namespace

StreamAsyncApi YesManOfStreams() {
  StreamAsyncApi streams;
  streams.WriteAsync = [](IStreamAsync*, const void*, DWORD length, LPDWORD written,
                          LPOVERLAPPED overlapped) -> HRESULT {
    overlapped->Internal = 0;
    overlapped->InternalHigh = length;
    if (written != nullptr) *written = length;
    if (overlapped->hEvent != nullptr) below.SetEvent(overlapped->hEvent);
    return S_OK;
  };
  streams.OverlappedResult = [](IStreamAsync*, LPOVERLAPPED overlapped, LPDWORD bytes,
                                BOOL) -> HRESULT {
    *bytes = static_cast<DWORD>(overlapped->InternalHigh);
    return S_OK;
  };
  streams.CancelIo = [](IStreamAsync*) -> HRESULT { return S_OK; };
  return streams;
}

Win32Api YesMan(const Win32Api& base) {
  below = base;
  Win32Api table = base;
  table.WriteFileEx = &AgreeToWrite;
  return table;
}

}  // namespace wfx
