// The end of a case: what is seen last, cancelling and collecting what is left, and reading back
// what it wrote.
#include <algorithm>
#include <utility>

#include "runner/engine/kept_memory.h"
#include "runner/engine/perform_case.h"
#include "runner/engine/steps.h"

namespace wfx {
namespace {

constexpr Duration kDrainBound = std::chrono::seconds(2);
// For a routine whose write is over: it is queued by now or never.
constexpr Duration kQueuedBound = std::chrono::milliseconds(100);
constexpr DWORD kEndSlice = 20;  // milliseconds
constexpr std::uint32_t kMostPackets = 1000;

bool IsPending(const Slot& slot) {
  return static_cast<std::uint32_t>(WordsOf(slot).internal) == STATUS_PENDING;
}

// WriteFile has no routine: its OVERLAPPED tells. A stream's OVERLAPPED is the stream's own affair.
bool IsUnderWay(const Slot& slot) {
  if (slot.through_stream) return slot.under_way;
  if (!slot.through_write_file) return slot.Outstanding();
  return !slot.returned && slot.last_error == ERROR_IO_PENDING && IsPending(slot);
}

}  // namespace

void Performance::ObserveEnd() {
  for (auto& [step, begun] : begun_calls_) KeepBegun(*begun, IsOver(*begun, Duration::zero()));
  for (Slot& slot : ledger_.writes()) slot.at_end = WordsOf(slot);
  ObserveStreams();
  for (const auto& [name, event] : stage_.events()) {
    seen_.events.push_back({name, api_.WaitForSingleObject(event.get(), 0) == WAIT_OBJECT_0});
  }
  for (const auto& [name, port] : stage_.ports()) {
    PortRecord record{name, 0};
    for (; record.packets < kMostPackets; ++record.packets) {
      DWORD bytes = 0;
      ULONG_PTR key = 0;
      LPOVERLAPPED overlapped = nullptr;
      const BOOL taken = api_.GetQueuedCompletionStatus(port.get(), &bytes, &key, &overlapped, 0);
      if (taken == FALSE && overlapped == nullptr) break;
    }
    seen_.ports.push_back(std::move(record));
  }
  for (const auto& [name, oplock] : stage_.oplocks()) {
    const bool broken = api_.WaitForSingleObject(oplock->event.get(), 0) == WAIT_OBJECT_0;
    seen_.oplocks.push_back({name, broken});
  }
}

// Cancel, collect, close: closing first would leave some systems' writes without an end.
void Performance::CollectWhatIsLeft() {
  const DoingNow doing(*whereabouts_.front(), kCleaningUp, true);
  Announce({Place::Part::kCleanUp}, Real(2 * kDrainBound), false);
  CancelOutstanding();
  EndPendingStreams(Scaled(kDrainBound));
  EndPendingReads();
  CancelBegun();
  Drain(Scaled(kDrainBound));
  stage_.CloseAll();
  EndBegun();
  Drain(Scaled(kDrainBound));
}

void Performance::CleanUp() {
  CompareBuffers();
  if (!seen_.setup_failure) Guarded([&] { ReadFilesBack(); });
  stage_.RemoveAll();
  KeepWhatIsOwed();
}

void Performance::CancelOutstanding() {
  for (Slot& slot : ledger_.writes()) {
    if (!IsUnderWay(slot) || slot.through_stream) continue;
    const StagedHandle& handle = stage_.HandleNamed(slot.handle);
    if (!handle.open || exited_[static_cast<std::size_t>(slot.actor)]) continue;
    if (api_.CancelIoEx != nullptr) {
      api_.CancelIoEx(handle.value, &slot.overlapped->words);
    } else if (api_.CancelIo != nullptr) {
      OnActor(ActorName(slot.actor), [&] { api_.CancelIo(handle.value); });
    }
  }
}

// Closing a synchronous handle waits for the call that is blocked on it.
void Performance::CancelBegun() {
  for (auto& [step, begun] : begun_calls_) {
    const auto thread = thread_handles_.find(ActorName(begun->actor));
    const bool over = threads_[static_cast<std::size_t>(begun->actor - 1)]->IsOver({});
    if (!over && thread != thread_handles_.end()) api_.CancelSynchronousIo(thread->second.get());
  }
}

// Closing its other end has ended what was blocked. What is not over now hangs, and this with it.
void Performance::EndBegun() {
  for (auto& [step, begun] : begun_calls_) {
    while (!threads_[static_cast<std::size_t>(begun->actor - 1)]->IsOver(Scaled(kDrainBound))) {
    }
  }
  thread_handles_.clear();
}

void Performance::EndPendingReads() {
  for (auto& [name, read] : reads_) {
    if (!read->pending) continue;
    const StagedHandle& handle = stage_.HandleNamed(read->handle);
    if (handle.open) api_.CancelIoEx(handle.value, &read->overlapped);
    const DWORD bound = Milliseconds(Scaled(kDrainBound));
    const bool over = api_.WaitForSingleObject(read->event.get(), bound) == WAIT_OBJECT_0;
    if (!over) read.release();  // The system may still write to it.
  }
  reads_.clear();
}

bool Performance::Owed(std::int32_t actor, bool only_pending) const {
  const auto& writes = ledger_.writes();
  return std::any_of(writes.begin(), writes.end(), [&](const Slot& slot) {
    const bool collectable = stage_.IsOpen(slot.handle) || stage_.closed();
    return slot.actor == actor && !slot.through_stream && IsUnderWay(slot) &&
           (collectable || !IsPending(slot)) && (!only_pending || IsPending(slot));
  });
}

void Performance::Drain(Duration bound) {
  for (std::size_t actor = 0; actor < actor_names_.size(); ++actor) {
    const auto number = static_cast<std::int32_t>(actor);
    const auto& writes = ledger_.writes();
    const bool wrote = std::any_of(writes.begin(), writes.end(),
                                   [&](const Slot& slot) { return slot.actor == number; });
    if (!wrote || exited_[actor]) continue;
    if (stage_.closed() && !Owed(number, false)) continue;
    OnActor(actor_names_[actor], [&] { DrainActor(number, bound); });
  }
}

// Waits once at least: a second run of a routine would come now.
void Performance::DrainActor(std::int32_t actor, Duration bound) {
  const DoingNow doing(*whereabouts_[static_cast<std::size_t>(actor)], kCleaningUp, true);
  const auto begun = SteadyClock::now();
  Duration waited{};  // as the waits say: the system's time need not be ours
  while (true) {
    const Duration most = Owed(actor, true) ? bound : std::min(bound, Scaled(kQueuedBound));
    const Duration passed = std::max<Duration>(SteadyClock::now() - begun, waited);
    const Duration left = Owed(actor, false) ? most - passed : Duration::zero();
    // A write without a routine (WriteFile) does not end the wait.
    const DWORD slice = std::min(Milliseconds(left), kEndSlice);
    if (api_.SleepEx(slice, TRUE) == 0) waited += std::chrono::milliseconds(slice);
    if (left <= Duration::zero()) return;
  }
}

void Performance::CompareBuffers() {
  for (auto& [name, buffer] : stage_.buffers()) {
    if (buffer.protection == GivenBuffer::Protection::kNoAccess) {
      ProtectAs(buffer, GivenBuffer::Protection::kReadOnly);
    }
    if (buffer.filled_for != nullptr) CompareBuffer(*buffer.filled_for);
  }
  for (Slot& slot : ledger_.writes()) {
    if (slot.own_buffer) CompareBuffer(slot);
  }
}

void Performance::CompareBuffer(Slot& slot) const {
  const std::span bytes(slot.buffer, static_cast<std::size_t>(slot.readable_length));
  slot.buffer_unchanged = slot.pattern.MatchLength(0, bytes) == bytes.size();
}

void Performance::ReadFilesBack() {
  for (const StagedFile& file : stage_.files()) {
    if (file.directory || CountRecordsIn(file) || LookAtCellsOf(file)) continue;
    seen_.files.push_back(stage_.ReadBack(file, WritesTo(file.name)));
  }
  for (const Media& media : stage_.media()) {
    seen_.files.push_back(media.ReadBack(WritesTo(media.name())));
  }
}

// Memory the system may still use is never given back. What it is done with is, where that is much.
void Performance::KeepWhatIsOwed() {
  bool owed = false;
  for (Slot& slot : ledger_.writes()) {
    owed = owed || IsUnderWay(slot);
    if (!IsUnderWay(slot) && slot.length >= Slot::kLargeBuffer) slot.own_buffer.reset();
  }
  if (!owed || stage_.buffers().empty()) return;
  using Buffers = std::map<std::string, StagedBuffer>;
  KeepForGood(std::make_shared<Buffers>(std::move(stage_.buffers())));
}

std::vector<WrittenData> Performance::WritesTo(const std::string& object) const {
  std::vector<WrittenData> writes;
  for (const Slot& slot : ledger_.writes()) {
    // Zeros are nobody's.
    if (slot.buffer == nullptr || slot.zeros || stage_.ObjectOf(slot.handle) != object) continue;
    WrittenData data{slot.name, slot.pattern, std::min(slot.length, slot.readable_length), {}};
    if (static_cast<std::int64_t>(slot.offset) >= 0) data.offset = slot.offset;
    writes.push_back(std::move(data));
  }
  for (const WriteElsewhere& each : elsewhere_) {
    const WriteRecord& record = each.record;
    if (stage_.ObjectOf(record.handle) != object) continue;
    WrittenData data{record.name, each.pattern, record.length, {}};
    if (static_cast<std::int64_t>(record.offset) >= 0) data.offset = record.offset;
    writes.push_back(std::move(data));
  }
  for (const auto& [file, store] : stores_) {
    if (file == object) writes.push_back(store);
  }
  return writes;
}

const WrittenData& Performance::NoteStore(std::int32_t number, const std::string& name,
                                          const StoreStep& store) {
  const auto pattern = Pattern::OfWrite(data_seed_, name, static_cast<std::uint32_t>(number));
  const std::uint64_t offset = stage_.SizeOf(store.offset);
  const WrittenData data{name, pattern, stage_.SizeOf(store.length), offset};
  return stores_.emplace_back(stage_.ViewNamed(store.view).file, data).second;
}

}  // namespace wfx
