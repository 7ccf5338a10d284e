// What is done through a stream.
#include <utility>

#include "runner/engine/steps.h"
#include "runner/engine/stream_system.h"
#include "runner/hresult_names.h"

namespace wfx {
namespace {

// pcbWritten before the call: whatever the method leaves alone is recognized.
constexpr DWORD kNoCount = 0xDEADBEEF;

}  // namespace

const StreamAsyncApi& StepDoer::streams() const { return performance_.traits_.streams.api; }

// A slot lives as long as the process, so pcbWritten points to memory that stays, however late the
// stream writes there.
void StepDoer::IssueThroughStream(Slot& slot, const StagedHandle& handle) {
  slot.count = kNoCount;
  const auto length = static_cast<DWORD>(slot.length);
  const HRESULT result =
      streams().WriteAsync(handle.stream, slot.buffer, length,
                           slot.without_count ? nullptr : &slot.count, &slot.overlapped->words);
  slot.hresult = static_cast<std::uint32_t>(result);
  slot.returned = !IsFailure(slot.hresult);
  slot.under_way = SaysPending(slot.hresult);
}

std::uint32_t Performance::ResultOf(Slot& slot, bool wait, DWORD& bytes) {
  IStreamAsync* stream = stage_.HandleNamed(slot.handle).stream;
  const auto result = static_cast<std::uint32_t>(traits_.streams.api.OverlappedResult(
      stream, &slot.overlapped->words, &bytes, wait ? TRUE : FALSE));
  if (result != HresultFromWin32(ERROR_IO_INCOMPLETE)) slot.under_way = false;
  return result;
}

// A write that was refused never ends, so nobody waits for it.
CallRecord StepDoer::ResultOfStream(Slot& slot, bool asked_to_wait) {
  const bool wait = asked_to_wait && (slot.returned || slot.under_way);
  DWORD bytes = 0;
  CallRecord record = Record("IStreamAsync::OverlappedResult",
                             [&] { return performance_.ResultOf(slot, wait, bytes); });
  record.last_error = 0;
  if (!IsFailure(static_cast<std::uint32_t>(record.returned))) record.bytes = bytes;
  return record;
}

CallRecord StepDoer::CancelStream(const CancelStep& cancel) {
  IStreamAsync* stream = stage_.HandleNamed(cancel.handle).stream;
  CallRecord record = Record("IStreamAsync::CancelIo", [&] {
    return static_cast<std::uint32_t>(streams().CancelIo(stream));
  });
  record.last_error = 0;
  return record;
}

void StepDoer::Do(const SeekStep& seek) {
  IStreamAsync* stream = stage_.HandleNamed(seek.handle).stream;
  LARGE_INTEGER move{};
  move.QuadPart = seek.move.In(performance_.target_.bindings);
  ULARGE_INTEGER position{};
  CallRecord record = Record("IStream::Seek", [&] {
    return static_cast<std::uint32_t>(streams().Seek(stream, move, seek.origin, &position));
  });
  record.last_error = 0;
  if (!IsFailure(static_cast<std::uint32_t>(record.returned))) record.bytes = position.QuadPart;
  Keep(std::move(record));
}

// Where the method's own answer does not say how a write ended, OverlappedResult does.
void Performance::ObserveStreams() {
  for (Slot& slot : ledger_.writes()) {
    const bool told = slot.hresult == 0 && !slot.without_count;
    const bool accepted = slot.returned || SaysPending(slot.hresult);
    if (!slot.through_stream || told || !accepted || !stage_.IsOpen(slot.handle)) continue;
    DWORD bytes = 0;
    slot.result = ResultOf(slot, false, bytes);
    if (!IsFailure(*slot.result)) slot.result_bytes = bytes;
  }
}

// What does not end keeps its memory (KeepWhatIsOwed).
void Performance::EndPendingStreams(Duration bound) {
  constexpr DWORD kSlice = 20;  // milliseconds
  for (Slot& slot : ledger_.writes()) {
    if (!slot.under_way || !stage_.IsOpen(slot.handle)) continue;
    traits_.streams.api.CancelIo(stage_.HandleNamed(slot.handle).stream);
    DWORD bytes = 0;
    for (Duration waited{}; waited < bound; waited += std::chrono::milliseconds(kSlice)) {
      ResultOf(slot, false, bytes);
      if (!slot.under_way) break;
      api_.SleepEx(kSlice, FALSE);
    }
  }
}

}  // namespace wfx
