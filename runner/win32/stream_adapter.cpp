#include "runner/win32/stream_adapter.h"

#include <atomic>
#include <memory>
#include <mutex>

#include "runner/hresult_names.h"
#include "runner/win32/handle.h"
#include "runner/win32/overlapped.h"
#include "runner/win32/stream_types.h"

namespace wfx {
namespace {

constexpr DWORD kAccessBits = 3;  // STGM_READ 0, STGM_WRITE 1, STGM_READWRITE 2
constexpr DWORD kWrite = 1, kReadWrite = 2;
enum Origin : DWORD { kFromStart = 0, kFromCurrent = 1, kFromEnd = 2 };  // STREAM_SEEK

HRESULT Hresult(DWORD error) {
  return error == ERROR_SUCCESS ? E_FAIL : static_cast<HRESULT>(HresultFromWin32(error));
}

// Ends with its last Release.
class StreamAdapter final : public IStreamAsync {
 public:
  StreamAdapter(const Win32Api& api, Handle handle) : api_(api), handle_(std::move(handle)) {}

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID id, void** object) override {
    if (object == nullptr) return E_POINTER;
    const bool known = IsSame(id, kIidUnknown) || IsSame(id, kIidSequentialStream) ||
                       IsSame(id, kIidStream) || IsSame(id, kIidStreamAsync);
    *object = known ? static_cast<IStreamAsync*>(this) : nullptr;
    if (!known) return E_NOINTERFACE;
    AddRef();
    return S_OK;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }
  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }

  HRESULT STDMETHODCALLTYPE ReadAsync(void* buffer, DWORD length, LPDWORD read,
                                      LPOVERLAPPED overlapped) override {
    if (overlapped == nullptr) return E_POINTER;
    return Said(api_.ReadFile(handle_.get(), buffer, length, read, overlapped));
  }
  HRESULT STDMETHODCALLTYPE WriteAsync(const void* buffer, DWORD length, LPDWORD written,
                                       LPOVERLAPPED overlapped) override {
    if (overlapped == nullptr) return E_POINTER;
    return Said(api_.WriteFile(handle_.get(), buffer, length, written, overlapped));
  }
  HRESULT STDMETHODCALLTYPE OverlappedResult(LPOVERLAPPED overlapped, LPDWORD bytes,
                                             BOOL wait) override {
    if (overlapped == nullptr || bytes == nullptr) return E_POINTER;
    return Said(api_.GetOverlappedResult(handle_.get(), overlapped, bytes, wait));
  }
  HRESULT STDMETHODCALLTYPE CancelIo() override {
    const HRESULT result = Said(api_.CancelIoEx(handle_.get(), nullptr));
    const bool idle = result == Hresult(ERROR_NOT_FOUND);
    return idle ? S_OK : result;
  }

  HRESULT STDMETHODCALLTYPE Read(void* buffer, ULONG length, ULONG* read) override {
    return AtPointer(read, [&](LPOVERLAPPED overlapped) {
      return api_.ReadFile(handle_.get(), buffer, length, nullptr, overlapped);
    });
  }
  HRESULT STDMETHODCALLTYPE Write(const void* buffer, ULONG length, ULONG* written) override {
    return AtPointer(written, [&](LPOVERLAPPED overlapped) {
      return api_.WriteFile(handle_.get(), buffer, length, nullptr, overlapped);
    });
  }
  HRESULT STDMETHODCALLTYPE Seek(LARGE_INTEGER move, DWORD origin,
                                 ULARGE_INTEGER* position) override;
  HRESULT STDMETHODCALLTYPE SetSize(ULARGE_INTEGER size) override {
    FILE_END_OF_FILE_INFO end{};
    end.EndOfFile.QuadPart = static_cast<LONGLONG>(size.QuadPart);
    return Said(
        api_.SetFileInformationByHandle(handle_.get(), FileEndOfFileInfo, &end, sizeof end));
  }
  HRESULT STDMETHODCALLTYPE Commit(DWORD) override {
    return Said(api_.FlushFileBuffers(handle_.get()));
  }
  HRESULT STDMETHODCALLTYPE Stat(STATSTG* facts, DWORD) override {
    if (facts == nullptr) return E_POINTER;
    LARGE_INTEGER size{};
    const HRESULT result = Said(api_.GetFileSizeEx(handle_.get(), &size));
    *facts = STATSTG{};
    facts->type = STGTY_STREAM;
    facts->cbSize.QuadPart = static_cast<ULONGLONG>(size.QuadPart);
    return result;
  }
  HRESULT STDMETHODCALLTYPE CopyTo(IStream*, ULARGE_INTEGER, ULARGE_INTEGER*,
                                   ULARGE_INTEGER*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE Revert() override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE LockRegion(ULARGE_INTEGER, ULARGE_INTEGER, DWORD) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE UnlockRegion(ULARGE_INTEGER, ULARGE_INTEGER, DWORD) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE Clone(IStream**) override { return E_NOTIMPL; }

 private:
  ~StreamAdapter() = default;

  // What a call that returned `succeeded` said, read at once.
  HRESULT Said(BOOL succeeded) const {
    return succeeded != FALSE ? S_OK : Hresult(api_.GetLastError());
  }

  // A request at the seek pointer, which moves on by what was transferred. An overlapped handle has
  // no pointer of its own, so this one is kept here.
  template <typename Request>
  HRESULT AtPointer(ULONG* transferred, Request request) {
    const std::lock_guard lock(mutex_);
    const Handle event(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
    if (!event.valid()) return Hresult(api_.GetLastError());
    OVERLAPPED overlapped = OverlappedAt(position_);
    overlapped.hEvent = event.get();
    HRESULT result = Said(request(&overlapped));
    DWORD bytes = 0;
    if (result == S_OK || result == Hresult(ERROR_IO_PENDING))
      result = Said(api_.GetOverlappedResult(handle_.get(), &overlapped, &bytes, TRUE));
    if (result == Hresult(ERROR_HANDLE_EOF)) result = S_FALSE;
    position_ += bytes;
    if (transferred != nullptr) *transferred = bytes;
    return result;
  }

  const Win32Api& api_;
  const Handle handle_;
  std::atomic<ULONG> references_{1};
  std::mutex mutex_;
  std::uint64_t position_ = 0;
};

HRESULT StreamAdapter::Seek(LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER* position) {
  const std::lock_guard lock(mutex_);
  LONGLONG from = 0;
  if (origin == kFromCurrent) from = static_cast<LONGLONG>(position_);
  if (origin == kFromEnd) {
    LARGE_INTEGER size{};
    if (!api_.GetFileSizeEx(handle_.get(), &size)) return Hresult(api_.GetLastError());
    from = size.QuadPart;
  }
  const bool is_known = origin == kFromStart || origin == kFromCurrent || origin == kFromEnd;
  const auto to = static_cast<std::uint64_t>(from) + static_cast<std::uint64_t>(move.QuadPart);
  if (!is_known || to >> 63 != 0) return STG_E_INVALIDFUNCTION;
  position_ = to;
  if (position != nullptr) position->QuadPart = to;
  return S_OK;
}

}  // namespace

HRESULT OpenStreamAdapter(const Win32Api& api, const WCHAR* path, DWORD stgm,
                          IStreamAsync** stream) {
  *stream = nullptr;
  const DWORD mode = stgm & kAccessBits;
  const DWORD access = mode == kWrite       ? GENERIC_WRITE
                       : mode == kReadWrite ? GENERIC_READ | GENERIC_WRITE
                                            : GENERIC_READ;
  Handle handle(api, api.CreateFileW(path, access, kShareAll, nullptr, OPEN_EXISTING,
                                     FILE_FLAG_OVERLAPPED, nullptr));
  if (!handle.valid()) return Hresult(api.GetLastError());
  *stream = new StreamAdapter(api, std::move(handle));
  return S_OK;
}

}  // namespace wfx
