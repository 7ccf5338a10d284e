// Streams that get IStreamAsync wrong.
#include <cstddef>
#include <map>

#include "runner/hresult_names.h"
#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"
#include "runner/win32/memory.h"

namespace wfx::mutants {
namespace {

const StreamAsyncApi& Right() {
  static const StreamAsyncApi right;
  return right;
}

bool Accepted(HRESULT result) {
  const auto code = static_cast<std::uint32_t>(result);
  return !IsFailure(code) || SaysPending(code);
}

bool Pends(HRESULT result) { return SaysPending(static_cast<std::uint32_t>(result)); }

// One call of WriteAsync.
struct Writing {
  IStreamAsync* stream;
  const void* buffer;
  DWORD length;
  LPDWORD written;
  LPOVERLAPPED overlapped;

  HRESULT Forward() const {
    return Right().WriteAsync(stream, buffer, length, written, overlapped);
  }
};

// One call of OverlappedResult.
struct Asking {
  IStreamAsync* stream;
  LPOVERLAPPED overlapped;
  LPDWORD bytes;
  BOOL wait;

  HRESULT Forward() const { return Right().OverlappedResult(stream, overlapped, bytes, wait); }
};

HRESULT SayFalse(const Writing& write) {
  const HRESULT result = write.Forward();
  return Accepted(result) ? S_FALSE : result;
}

HRESULT NeedCount(const Writing& write) {
  return write.written == nullptr ? E_POINTER : write.Forward();
}

HRESULT CountNothing(const Writing& write) {
  const HRESULT result = write.Forward();
  if (result == S_OK && write.written != nullptr) *write.written = 0;
  return result;
}

HRESULT NeedEvent(const Writing& write) {
  return write.overlapped->hEvent == nullptr ? E_INVALIDARG : write.Forward();
}

HRESULT IgnoreOffset(const Writing& write) {
  OVERLAPPED& words = *write.overlapped;
  const DWORD low = words.Offset, high = words.OffsetHigh;
  words.Offset = words.OffsetHigh = 0;
  const HRESULT result = write.Forward();
  words.Offset = low;
  words.OffsetHigh = high;
  return result;
}

// The event of a write that is under way is as it was before.
HRESULT LeaveEvent(const Writing& write) {
  const HANDLE event = write.overlapped->hEvent;
  const bool was_set = event != nullptr && Base().WaitForSingleObject(event, 0) == WAIT_OBJECT_0;
  const HRESULT result = write.Forward();
  if (was_set && Pends(result)) Base().SetEvent(event);
  return result;
}

// Events that the system below sets in place of the caller's.
struct Instead {
  std::mutex mutex;
  std::map<LPOVERLAPPED, HANDLE> events;

  HANDLE Of(LPOVERLAPPED overlapped) {
    const std::lock_guard lock(mutex);
    const auto found = events.find(overlapped);
    return found == events.end() ? nullptr : found->second;
  }
};

// The caller's event is reset and never set.
HRESULT SetAnotherEvent(const Writing& write) {
  const HANDLE callers = write.overlapped->hEvent;
  if (callers == nullptr) return write.Forward();
  Base().ResetEvent(callers);
  const HANDLE event = Base().CreateEventW(nullptr, TRUE, FALSE, nullptr);
  write.overlapped->hEvent = event;
  const HRESULT result = write.Forward();
  write.overlapped->hEvent = callers;
  auto& instead = Own<Instead>();
  const std::lock_guard lock(instead.mutex);
  instead.events[write.overlapped] = event;
  return result;
}

HRESULT WaitForAnotherEvent(const Asking& asking) {
  const HANDLE event = Own<Instead>().Of(asking.overlapped);
  if (event == nullptr || asking.wait == FALSE) return asking.Forward();
  Base().WaitForSingleObject(event, INFINITE);
  Asking over = asking;
  over.wait = FALSE;
  return over.Forward();
}

HRESULT FlipBuffer(const Writing& write) {
  const HRESULT result = write.Forward();
  std::byte first{};
  if (Accepted(result) && write.length > 0 && CopyReadable(&first, write.buffer, 1)) {
    first ^= std::byte{0xFF};
    CopyReadable(const_cast<void*>(write.buffer), &first, 1);
  }
  return result;
}

// What is under way is said to be over.
HRESULT SayOver(const Asking& asking) {
  const HRESULT result = asking.Forward();
  const auto code = static_cast<std::uint32_t>(result);
  if (code != HresultFromWin32(ERROR_IO_INCOMPLETE)) return result;
  *asking.bytes = 0;
  return S_OK;
}

HRESULT CountNoResult(const Asking& asking) {
  const HRESULT result = asking.Forward();
  if (result == S_OK) *asking.bytes = 0;
  return result;
}

template <HRESULT (*instead)(const Writing&)>
void Writes(StreamAsyncApi& streams) {
  streams.WriteAsync = [](IStreamAsync* stream, const void* buffer, DWORD length, LPDWORD written,
                          LPOVERLAPPED overlapped) {
    return instead({stream, buffer, length, written, overlapped});
  };
}

template <HRESULT (*instead)(const Asking&)>
void Results(StreamAsyncApi& streams) {
  streams.OverlappedResult = [](IStreamAsync* stream, LPOVERLAPPED overlapped, LPDWORD bytes,
                                BOOL wait) {
    return instead({stream, overlapped, bytes, wait});
  };
}

constexpr Mutant kStreamAsyncMutants[] = {
    {"stream_changes_the_buffer", "stream_async.buffer_is_not_modified",
     "WriteAsync changes the first byte of the buffer", nullptr, &Writes<&FlipBuffer>},
    {"stream_cancel_is_deaf", "stream_async.cancel_ends_pending_writes",
     "CancelIo says S_OK and cancels nothing", nullptr,
     [](StreamAsyncApi& streams) { streams.CancelIo = [](IStreamAsync*) { return S_OK; }; }},
    {"stream_needs_a_count", "stream_async.count_may_be_left_out",
     "WriteAsync refuses pcbWritten NULL", nullptr, &Writes<&NeedCount>},
    {"stream_counts_nothing", "stream_async.count_counts_on_success",
     "WriteAsync succeeds with 0 in pcbWritten", nullptr, &Writes<&CountNothing>},
    {"stream_leaves_its_event", "stream_async.event_is_reset_and_set",
     "WriteAsync leaves a signaled hEvent signaled", nullptr, &Writes<&LeaveEvent>},
    {"stream_never_sets_its_event", "stream_async.event_is_reset_and_set",
     "the end of a write does not set hEvent", nullptr,
     [](StreamAsyncApi& streams) {
       Writes<&SetAnotherEvent>(streams);
       Results<&WaitForAnotherEvent>(streams);
     }},
    {"stream_needs_an_event", "stream_async.event_may_be_null", "WriteAsync refuses hEvent 0",
     nullptr, &Writes<&NeedEvent>},
    {"stream_ignores_the_offset", "stream_async.position_is_in_the_overlapped",
     "WriteAsync writes at the beginning of the file", nullptr, &Writes<&IgnoreOffset>},
    {"stream_returns_s_false", "stream_async.reports_success_or_an_error",
     "WriteAsync returns S_FALSE for a write that it takes", nullptr, &Writes<&SayFalse>},
    {"stream_result_says_over", "stream_async.result_while_pending_is_incomplete",
     "OverlappedResult of a write that is under way says S_OK", nullptr, &Results<&SayOver>},
    {"stream_result_counts_nothing", "stream_async.waiting_result_gives_the_count",
     "OverlappedResult counts 0 bytes", nullptr, &Results<&CountNoResult>},
};

}  // namespace

std::span<const Mutant> StreamAsyncMutants() { return kStreamAsyncMutants; }

}  // namespace wfx::mutants
