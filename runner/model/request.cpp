// The life of a request after the checks: pending, completed, cancelled.
#include <algorithm>
#include <utility>

#include "runner/model/kernel.h"
#include "runner/model/port.h"

namespace wfx::model {
namespace {

bool IsRoutineWrite(const Request& request) {
  return request.kind == Request::Kind::kWrite && request.routine != nullptr;
}

// A file's write that is over at once may be said to pend all the same
// (completion.runs_once: TRUE says nothing about when).
Time LatenessOf(Kernel& kernel, const Request& request) {
  const bool of_file = request.file->Seekable() && request.file->overlapped();
  if (!of_file || request.kind != Request::Kind::kWrite) return Time{0};
  if (kernel.choices.writes_pend && kernel.choices.one_at_a_time) {
    kernel.last_late_end =
        std::max(kernel.last_late_end, kernel.clock.Now()) + kernel.choices.latency;
    return kernel.last_late_end - kernel.clock.Now();
  }
  if (kernel.choices.writes_pend) return kernel.choices.latency;
  return kernel.personality.writes_pend ? Time(kernel.personality.late_by_ns) : Time{0};
}

Status Dispatch(Kernel& kernel, Request& request) {
  switch (request.kind) {
    case Request::Kind::kWrite:
      return request.file->Write(kernel, request);
    case Request::Kind::kRead:
      return request.file->Read(kernel, request);
    case Request::Kind::kFlush:
      return request.file->Flush(kernel, request);
    case Request::Kind::kConnect:
    case Request::Kind::kLock:
    case Request::Kind::kControl:
      break;
  }
  return STATUS_INVALID_DEVICE_REQUEST;
}

}  // namespace

Status Kernel::Start(const RequestPtr& request) {
  FileObject& file = *request->file;
  if (IsRoutineWrite(*request) && outstanding_ >= choices.most_outstanding) {
    return STATUS_INSUFFICIENT_RESOURCES;
  }
  // completion.handle_is_signaled_before_the_routine: unsignaled while it is under way; an event of
  // the caller's (WriteFile, not WriteFileEx) likewise.
  if (request->event == nullptr) file.SetSignaled(false);
  if (auto* event = dynamic_cast<Event*>(request->event.get())) event->SetState(false);
  // Those before it have ended, or were cancelled.
  if (outstanding_ == 0) last_late_end = Time{0};
  if (IsRoutineWrite(*request)) ++outstanding_;

  if (const Time late = LatenessOf(*this, *request); late > Time{0}) {
    Pend(request);
    request->withdraw = [request = request.get()] { request->done = true; };
    clock.At(clock.Now() + late, [this, request] { Perform(request); });
    return STATUS_PENDING;
  }
  const Status status = Dispatch(*this, *request);
  if (status == STATUS_PENDING) {
    Pend(request);
    return status;
  }
  // The file system's own failures come from the call or through the routine: both are legal.
  const bool through_routine =
      choices.failures_through_routine && request->overlapped != nullptr && file.Seekable();
  if (IsError(status) && !through_routine) {
    if (IsRoutineWrite(*request)) --outstanding_;
    file.SetSignaled(true);
    return status;
  }
  request->told_at_once = !file.Seekable();
  Complete(request, status, IsError(status) ? 0 : request->transferred);
  return IsError(status) ? STATUS_PENDING : status;
}

// What was said to pend is done now, unless it was withdrawn.
void Kernel::Perform(const RequestPtr& request) {
  if (request->done) return;
  request->withdraw = nullptr;
  const Status status = Dispatch(*this, *request);
  if (status == STATUS_PENDING) return;
  Complete(request, status, IsError(status) ? 0 : request->transferred);
}

void Kernel::FinishPending(FileObject& file) {
  const auto all = PendingWhere([&](const Request& each) { return each.file.get() == &file; });
  for (const RequestPtr& request : all) Perform(request);
}

void Kernel::Complete(const RequestPtr& request, Status status, DWORD transferred) {
  FileObject& file = *request->file;
  request->done = true;
  request->status = status;
  request->transferred = transferred;
  std::erase(pending_, request);
  if (request->overlapped != nullptr) {
    const bool any_count = status == STATUS_CANCELLED && choices.random_count_when_aborted;
    request->overlapped->Internal = status;
    request->overlapped->InternalHigh = any_count ? chance() % 1000 : transferred;
  }
  const bool skips_handle = (file.notification_modes & FILE_SKIP_SET_EVENT_ON_HANDLE) != 0;
  const bool skips_port = (file.notification_modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0 &&
                          request->told_at_once;
  if (auto* event = dynamic_cast<Event*>(request->event.get())) {
    Set(*event, true);
  } else if (!skips_handle) {
    file.SetSignaled(true);
    Wake(file);
  }
  if (request->told) request->told(status, transferred);
  if (request->routine != nullptr) {
    Apc apc;
    apc.routine = request->routine;
    apc.overlapped = request->overlapped;
    apc.status = status;
    apc.bytes = transferred;
    if (!request->thread->ended) {
      Queue(*request->thread, apc);
    } else if (IsRoutineWrite(*request)) {
      --outstanding_;
    }
  } else if (request->posts_packet && file.port != nullptr && !skips_port) {
    // write_file.skipping_the_port_spares_pending_ones
    file.port->Post(*this, {request->overlapped, file.port_key, status, transferred});
  }
  request->thread->wake = true;
  request->thread->woken.notify_all();
}

std::size_t Kernel::CancelAll(std::span<const RequestPtr> requests, Status status) {
  std::vector<RequestPtr> withdrawn;
  std::size_t found = 0;
  for (auto each = requests.rbegin(); each != requests.rend(); ++each) {
    Request& request = **each;
    if (request.done || request.withdraw == nullptr) continue;
    ++found;
    // cancel.file_write_ends_either_way: what is found under way may still come to its end.
    const bool aborts = status == STATUS_CANCELLED;
    if (request.file->Seekable() && aborts && choices.cancel_loses_the_race) continue;
    std::exchange(request.withdraw, nullptr)();
    withdrawn.push_back(*each);
  }
  std::reverse(withdrawn.begin(), withdrawn.end());
  for (const RequestPtr& request : withdrawn) Complete(request, status, 0);
  return found;
}

RequestPtr NewRequest(const Call& call, Request::Kind kind, std::shared_ptr<FileObject> file,
                      LPOVERLAPPED overlapped) {
  auto request = std::make_shared<Request>();
  request->kind = kind;
  request->file = std::move(file);
  request->thread = call.thread;
  request->process = call.self.process;
  request->overlapped = overlapped;
  if (overlapped != nullptr) overlapped->Internal = STATUS_PENDING;
  return request;
}

Status TakeEvent(const Call& call, Request& request) {
  if (request.overlapped == nullptr) return STATUS_SUCCESS;
  const auto value = reinterpret_cast<std::uintptr_t>(request.overlapped->hEvent);
  request.posts_packet = (value & 1) == 0;
  const auto handle = reinterpret_cast<HANDLE>(value & ~std::uintptr_t{1});
  Status status = STATUS_SUCCESS;
  if (handle != nullptr) request.event = call.Get<Event>(handle, status);
  return status;
}

Status WaitUntilDone(Call& call, Request& request) {
  request.waited_for = true;
  call.kernel.Block(
      call.lock, call.self, {}, [&] { return request.done; }, Time::max(), false);
  return request.status;
}

}  // namespace wfx::model
