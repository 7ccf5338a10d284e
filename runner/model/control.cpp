// DeviceIoControl.
#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "runner/model/kernel.h"
#include "runner/model/table.h"
#include "runner/win32/memory.h"

namespace wfx::model {
namespace {

// Bits 14 and 15 of a control code say which access its handle needs.
DWORD AccessFor(DWORD code) {
  const DWORD bits = code >> 14 & 3;
  return ((bits & 1) != 0 ? FILE_READ_DATA : 0) | ((bits & 2) != 0 ? FILE_WRITE_DATA : 0);
}

struct ControlCall {
  HANDLE handle = nullptr;
  DWORD code = 0;
  LPVOID in = nullptr;
  DWORD in_size = 0;
  LPVOID out = nullptr;
  DWORD out_size = 0;
  LPDWORD returned = nullptr;
  LPOVERLAPPED overlapped = nullptr;
};

// The file object's answer, through copies of both buffers.
Status Ask(Call& call, FileObject& file, const ControlCall& asked, DWORD& returned) {
  std::vector<std::uint8_t> in(asked.in_size);
  if (!CopyReadable(in.data(), asked.in, in.size())) return STATUS_ACCESS_VIOLATION;
  if (asked.out == nullptr && asked.out_size > 0) return STATUS_ACCESS_VIOLATION;
  std::vector<std::uint8_t> out(asked.out_size);
  const Status status = file.Control(call.kernel, asked.code, in, out, returned);
  if (IsError(status)) return status;
  returned = std::min(returned, asked.out_size);
  std::copy_n(out.begin(), returned, static_cast<std::uint8_t*>(asked.out));
  return status;
}

// It ends when the oplock is broken.
Status AskForOplock(Call& call, const RequestPtr& request, bool level_2) {
  if (auto* event = dynamic_cast<Event*>(request->event.get())) event->SetState(false);
  const Status status = request->file->HoldOplock(call.kernel, request, level_2);
  if (status == STATUS_PENDING) call.kernel.Pend(request);
  return status;
}

// Where the call has an OVERLAPPED, its end is told there as that of any request; a failure that
// comes from the call is told nowhere else.
Status Begin(Call& call, const ControlCall& asked) {
  Status status = 0;
  const auto file = call.Get<FileObject>(asked.handle, status);
  if (file == nullptr) return status;
  const DWORD needed = AccessFor(asked.code);
  if ((call.Find(asked.handle)->access & needed) != needed) return STATUS_ACCESS_DENIED;
  const RequestPtr request = NewRequest(call, Request::Kind::kControl, file, asked.overlapped);
  status = TakeEvent(call, *request);
  if (status != STATUS_SUCCESS) return status;
  const bool level_2 = asked.code == FSCTL_REQUEST_OPLOCK_LEVEL_2;
  if (level_2 || asked.code == FSCTL_REQUEST_OPLOCK) return AskForOplock(call, request, level_2);
  DWORD returned = 0;
  status = Ask(call, *file, asked, returned);
  if (asked.returned != nullptr) *asked.returned = IsError(status) ? 0 : returned;
  if (!IsError(status)) call.kernel.Complete(request, status, returned);
  return status;
}

}  // namespace

BOOL WINAPI DeviceIoControl(HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
                            DWORD out_size, LPDWORD returned, LPOVERLAPPED overlapped) {
  Call call;
  return Finish(Begin(call, {handle, code, in, in_size, out, out_size, returned, overlapped}));
}

}  // namespace wfx::model
