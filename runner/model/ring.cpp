#include "runner/model/ring.h"

#include "runner/hresult_names.h"
#include "runner/model/table.h"

namespace wfx::model {
namespace {

constexpr DWORD kMostSubmissions = 0x10000, kMostResults = 0x20000;
constexpr DWORD kSupportsCompletionEvent = 2;  // IORING_FEATURE_SET_COMPLETION_EVENT
constexpr DWORD kDrainPreceding = 1;           // IOSQE_FLAGS_DRAIN_PRECEDING_OPS
constexpr HRESULT kOk = 0, kNothingThere = 1;  // S_OK, S_FALSE

HRESULT Failure(DWORD error) { return static_cast<HRESULT>(HresultFromWin32(error)); }

std::shared_ptr<IoRing> RingOf(const Call& call, HIORING ring) {
  return call.Get<IoRing>(reinterpret_cast<HANDLE>(ring));
}

}  // namespace

void IoRing::Post(Kernel& kernel, ULONG_PTR user_data, Status status, DWORD bytes) {
  const bool first = results.empty();
  const HRESULT result = Succeeded(status) ? kOk : Failure(ErrorOf(status));
  results.push_back({user_data, result, bytes});
  if (auto* event = dynamic_cast<Event*>(on_event.get()); event != nullptr && first)
    kernel.Set(*event, true);
  kernel.Wake(*this);
}

HRESULT WINAPI QueryIoRingCapabilities(IORING_CAPABILITIES* capabilities) {
  *capabilities = {IORING_VERSION_3, kMostSubmissions, kMostResults, kSupportsCompletionEvent};
  return kOk;
}

HRESULT WINAPI CreateIoRing(DWORD version, IORING_CREATE_FLAGS flags, DWORD submissions,
                            DWORD results, HIORING* ring) {
  *ring = nullptr;
  const bool sound = version >= 1 && version <= IORING_VERSION_3 && flags.Required == 0 &&
                     submissions >= 1 && submissions <= kMostSubmissions &&
                     results >= submissions && results <= kMostResults;
  if (!sound) return Failure(ERROR_INVALID_PARAMETER);
  Call call;
  auto made = std::make_shared<IoRing>(submissions, results);
  *ring = reinterpret_cast<HIORING>(call.kernel.Open(call.self.process, made, GENERIC_ALL));
  return kOk;
}

HRESULT WINAPI CloseIoRing(HIORING ring) {
  Call call;
  if (RingOf(call, ring) == nullptr) return Failure(ERROR_INVALID_HANDLE);
  call.kernel.Close(call.self.process, reinterpret_cast<HANDLE>(ring));
  return kOk;
}

HRESULT WINAPI SetIoRingCompletionEvent(HIORING ring, HANDLE event) {
  Call call;
  const auto found = RingOf(call, ring);
  const auto wanted = call.Get<Event>(event);
  if (found == nullptr || wanted == nullptr) return Failure(ERROR_INVALID_HANDLE);
  found->on_event = wanted;
  return kOk;
}

HRESULT WINAPI BuildIoRingWriteFile(HIORING ring, IORING_HANDLE_REF file, IORING_BUFFER_REF buffer,
                                    DWORD length, ULONGLONG offset, DWORD, ULONG_PTR user_data,
                                    DWORD flags) {
  Call call;
  const auto found = RingOf(call, ring);
  if (found == nullptr) return Failure(ERROR_INVALID_HANDLE);
  // Handles and buffers that a ring knows by number are not there.
  const bool raw = file.Kind == IORING_REF_RAW && buffer.Kind == IORING_REF_RAW;
  if (!raw || (flags & ~kDrainPreceding) != 0) return Failure(ERROR_INVALID_PARAMETER);
  if (found->built.size() == found->most_built) return Failure(ERROR_NOT_ENOUGH_QUOTA);
  found->built.push_back({file.Handle.Handle, buffer.Buffer.Address, length, offset, user_data});
  return kOk;
}

HRESULT WINAPI SubmitIoRing(HIORING ring, DWORD wait_for, DWORD milliseconds, DWORD* submitted) {
  Call call;
  const auto found = RingOf(call, ring);
  if (found == nullptr) return Failure(ERROR_INVALID_HANDLE);
  if (submitted != nullptr) *submitted = 0;
  while (!found->built.empty() && found->results.size() + found->under_way < found->most_results) {
    const RingWrite write = found->built.front();
    found->built.pop_front();
    ++found->under_way;
    if (submitted != nullptr) ++*submitted;
    const auto told = [found, &kernel = call.kernel, data = write.user_data](Status status,
                                                                             DWORD bytes) {
      --found->under_way;
      found->Post(kernel, data, status, bytes);
    };
    const Status status = StartRingWrite(call, write, told);
    if (!Succeeded(status)) told(status, 0);
  }
  Object* const on[] = {found.get()};
  const auto enough = [&] { return found->results.size() >= wait_for; };
  if (wait_for == 0 || enough()) return kOk;
  const Status waited = call.kernel.Block(call.lock, call.self, on, enough,
                                          call.kernel.Deadline(milliseconds), false);
  return waited == STATUS_SUCCESS ? kOk : Failure(WAIT_TIMEOUT);
}

HRESULT WINAPI PopIoRingCompletion(HIORING ring, IORING_CQE* result) {
  Call call;
  const auto found = RingOf(call, ring);
  if (found == nullptr) return Failure(ERROR_INVALID_HANDLE);
  if (found->results.empty()) return kNothingThere;
  *result = found->results.front();
  found->results.pop_front();
  return kOk;
}

}  // namespace wfx::model
