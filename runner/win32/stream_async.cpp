#include "runner/win32/stream_async.h"

#include "runner/win32/stream_types.h"

namespace wfx {

StreamAsyncApi::StreamAsyncApi()
    : WriteAsync([](IStreamAsync* stream, const void* buffer, DWORD length, LPDWORD written,
                    LPOVERLAPPED overlapped) {
        return stream->WriteAsync(buffer, length, written, overlapped);
      }),
      OverlappedResult([](IStreamAsync* stream, LPOVERLAPPED overlapped, LPDWORD bytes, BOOL wait) {
        return stream->OverlappedResult(overlapped, bytes, wait);
      }),
      CancelIo([](IStreamAsync* stream) { return stream->CancelIo(); }),
      Seek([](IStreamAsync* stream, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER* position) {
        return stream->Seek(move, origin, position);
      }) {}

void Release(IStreamAsync* stream) {
  if (stream != nullptr) stream->Release();
}

}  // namespace wfx
