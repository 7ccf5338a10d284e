// Writes and waits of another process, which may end of them.
#include <limits>
#include <stdexcept>
#include <utility>

#include "runner/engine/steps.h"
#include "runner/win32/overlapped.h"

namespace wfx {

// It ended by itself: whatever it held is gone, and no further step of it can be done.
void StepDoer::NoteEnd() {
  Peers& peers = *performance_.peers_;
  performance_.seen_.processes.push_back({step_.by, step_.name, peers.Of(step_.by).ExitCode()});
  peers.End(step_.by);
}

void StepDoer::WriteByProcess(const WriteStep& write) {
  PeerWrite order;
  order.name = step_.name;
  order.handle = stage_.PeerName(write.handle);
  order.seed = performance_.data_seed_;
  order.index = NumberOfWrite();
  order.offset = static_cast<std::uint64_t>(write.offset.In(performance_.target_.bindings));
  const std::uint64_t length = stage_.SizeOf(write.length);
  if (length > std::numeric_limits<DWORD>::max())
    throw std::runtime_error("the length does not fit nNumberOfBytesToWrite");
  order.length = static_cast<std::uint32_t>(length);
  order.no_overlapped = write.no_overlapped;
  order.no_routine = write.no_routine;
  Performance::WriteElsewhere issued{
      {}, Pattern::OfWrite(order.seed, order.name, order.index), number_};
  WriteRecord& record = issued.record;
  record.name = step_.name;
  record.handle = write.handle;
  record.actor = step_.by;
  record.api = "WriteFileEx";
  record.offset = order.offset;
  record.length = length;
  record.last_error_before = kMarker;
  OVERLAPPED words = OverlappedAt(order.offset);
  record.after_call = {0, 0, words.Offset, words.OffsetHigh, true};
  const auto reply = performance_.peers_->Of(step_.by).Write(order);
  if (reply) {
    record.returned = reply->returned;
    record.last_error = reply->last_error;
    record.after_call = reply->after_call;
  }
  // Nobody sees them after the process: they count as left alone.
  record.at_end = record.after_call;
  performance_.elsewhere_.push_back(std::move(issued));
  if (!reply) NoteEnd();
}

void StepDoer::ReadByProcess(const ReadStep& read) {
  const std::uint64_t length = stage_.SizeOf(read.length);
  if (length > std::numeric_limits<DWORD>::max())
    throw std::runtime_error("the length does not fit nNumberOfBytesToRead");
  CallRecord record = NewRecord("ReadFile");
  PeerReadReply reply = performance_.peers_->Of(step_.by).Read(stage_.PeerName(read.handle),
                                                               static_cast<std::uint32_t>(length),
                                                               performance_.Scaled(read.at_most));
  record.returned = reply.succeeded ? 1 : 0;
  record.last_error = reply.last_error;
  record.pending = !reply.succeeded && reply.last_error == ERROR_IO_PENDING;
  Performance::PendingRead done;
  done.handle = read.handle;
  done.bytes = std::move(reply.bytes);
  if (!record.pending) LabelRead(done, done.bytes.size(), record);
  Keep(std::move(record));
}

void StepDoer::WaitByProcess(const WaitStep& wait) {
  CallRecord call = NewRecord("SleepEx");
  const auto completions =
      performance_.peers_->Of(step_.by).Wait(performance_.Scaled(wait.at_most));
  if (!completions) return NoteEnd();
  for (const PeerCompletion& each : *completions) {
    call.routines.push_back(each.name);
    for (Performance::WriteElsewhere& write : performance_.elsewhere_) {
      WriteRecord& record = write.record;
      if (record.name != each.name) continue;
      record.at_end = each.words;
      if (++record.runs > Slot::kKeptRuns) continue;
      CompletionRecord& run = record.completions.emplace_back();
      run.error = each.error;
      run.bytes = each.bytes;
      run.actor = step_.by;
      run.during = step_.name;
      run.alertable = true;
      run.overlapped_is_callers = each.overlapped_is_callers;
      run.words = each.words;
    }
  }
  call.returned = call.routines.empty() ? 0 : WAIT_IO_COMPLETION;
  Keep(std::move(call));
}

}  // namespace wfx
