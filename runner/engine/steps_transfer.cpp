// Writes and reads.
#include <algorithm>
#include <bit>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

#include "runner/engine/steps.h"
#include "runner/scenario/media.h"
#include "runner/win32/overlapped.h"

namespace wfx {
namespace {

// Fit for unbuffered writes on this target, and no more: small memory is kept for good, and a page
// for each write would cost a page fault.
std::shared_ptr<void> AlignedMemory(std::size_t size, const Bindings& bindings) {
  const auto alignment =
      static_cast<std::size_t>(std::bit_ceil(std::max(bindings.sector, bindings.buffer_alignment)));
  if (size < Slot::kLargeBuffer) {
    return {std::shared_ptr<void>(), KeptMemory().allocate(size, alignment)};
  }
  return {::operator new (size, std::align_val_t{alignment}),
          [alignment](void* memory) { ::operator delete (memory, std::align_val_t{alignment}); }};
}

// The first address of the upper half: on 64 bits no process has memory there.
std::uint8_t* const kAddressOfTheSystem =
    reinterpret_cast<std::uint8_t*>(static_cast<std::uintptr_t>(0xFFFF800000000000));

}  // namespace

void StepDoer::Do(const WriteStep& write) {
  if (performance_.IsProcess(step_.by)) return WriteByProcess(write);
  const StagedHandle& handle = stage_.HandleNamed(write.handle);
  RegisteredOverlapped* shared =
      write.overlapped.empty() ? nullptr : &stage_.OverlappedNamed(write.overlapped);
  Slot* issued_before = shared == nullptr ? nullptr : shared->issued_last.load();
  Slot& slot = PrepareSlot(write);
  if (stage_.looks()) performance_.times_before_.emplace_back(step_.name, stage_.TargetTime());
  Issue(slot, handle);
  // The call took nothing on: a routine that comes now belongs to the write before.
  const bool keeps_earlier =
      issued_before != nullptr && issued_before->Outstanding() && !slot.returned;
  if (keeps_earlier) shared->issued_last = issued_before;
}

Slot& StepDoer::PrepareSlot(const WriteStep& write) {
  Ledger& ledger = performance_.ledger_;
  const std::int64_t length = write.length.In(performance_.target_.bindings);
  if (length < 0 || length > std::numeric_limits<DWORD>::max()) {
    throw std::runtime_error("a length of " + std::to_string(length) +
                             " does not fit nNumberOfBytesToWrite");
  }
  RegisteredOverlapped& overlapped =
      write.overlapped.empty() ? ledger.NewOverlapped() : stage_.OverlappedNamed(write.overlapped);
  Slot& slot = ledger.NewSlot(number_, actor_, overlapped);
  slot.name = step_.name;
  slot.handle = write.handle;
  slot.length = static_cast<std::uint64_t>(length);
  slot.offset = static_cast<std::uint64_t>(write.offset.In(performance_.target_.bindings));
  if (slot.offset == static_cast<std::uint64_t>(kAppend) &&
      IsMedia(OpenedBy(performance_.subject_, write.handle))) {
    Require(Capability::kVolumeAppend);
  }
  slot.through_write_file = write.through_write_file;
  slot.through_stream = write.through_stream;
  slot.without_count = write.without_count;
  const auto& steps = performance_.subject_.when;
  slot.has_inside = std::any_of(steps.begin(), steps.end(),
                                [&](const Step& each) { return each.inside == step_.name; });
  slot.pattern = write.zeros
                     ? Pattern::Zeros()
                     : Pattern::OfWrite(performance_.data_seed_, step_.name, NumberOfWrite());
  slot.zeros = write.zeros;
  PrepareBuffer(write, slot);
  PrepareOverlapped(write, slot);
  return slot;
}

std::uint32_t StepDoer::NumberOfWrite() const {
  const auto& steps = performance_.subject_.when;
  return static_cast<std::uint32_t>(std::count_if(
      steps.begin(), steps.begin() + number_,
      [](const Step& each) { return std::holds_alternative<WriteStep>(each.action); }));
}

void StepDoer::PrepareBuffer(const WriteStep& write, Slot& slot) {
  if (write.buffer == "NULL") return;
  if (write.buffer == kSystemAddress) {
    slot.buffer = kAddressOfTheSystem;
    return;
  }
  if (write.buffer.empty()) {
    slot.own_buffer = AlignedMemory(std::max<std::size_t>(static_cast<std::size_t>(slot.length), 1),
                                    performance_.target_.bindings);
    slot.buffer = static_cast<std::uint8_t*>(slot.own_buffer.get());
    slot.readable_length = slot.length;
    slot.pattern.Copy(0, {static_cast<std::uint8_t*>(slot.own_buffer.get()),
                          static_cast<std::size_t>(slot.length)});
    return;
  }
  StagedBuffer& buffer = stage_.BufferNamed(write.buffer);
  if (slot.length > buffer.length) {
    throw std::runtime_error("the write is longer than the buffer \"" + write.buffer + "\"");
  }
  slot.buffer = buffer.data;
  slot.readable_length = std::min(slot.length, buffer.readable_length);
  // What an outstanding write owns is left alone, whatever it holds.
  if (buffer.filled_for != nullptr && buffer.filled_for->Outstanding()) {
    slot.pattern = buffer.filled_for->pattern;
    return;
  }
  if (!buffer.filled) {
    slot.pattern = Pattern::Zeros();
    buffer.filled_for = &slot;
    return;
  }
  const bool opened_up = buffer.protection != GivenBuffer::Protection::kReadWrite;
  if (opened_up) ProtectAs(buffer, GivenBuffer::Protection::kReadWrite);
  if (buffer.filled_for != nullptr) performance_.CompareBuffer(*buffer.filled_for);
  slot.pattern.Copy(0, {buffer.data, static_cast<std::size_t>(slot.readable_length)});
  if (opened_up) ProtectAs(buffer, buffer.protection);
  buffer.filled_for = &slot;
}

void StepDoer::PrepareOverlapped(const WriteStep& write, Slot& slot) {
  if (!write.event.empty()) slot.event = stage_.EventNamed(write.event);
  if (write.event_value) {
    slot.event = reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(*write.event_value));
  }
  OVERLAPPED& words = slot.overlapped->words;
  SetOffset(words, slot.offset);
  words.hEvent = slot.event;
}

// Between the marker and the reading of the last error there is nothing but the call.
void StepDoer::Issue(Slot& slot, const StagedHandle& handle) {
  const auto length = static_cast<DWORD>(slot.length);
  OVERLAPPED* overlapped = &slot.overlapped->words;
  const DoingNow doing(here_, number_);
  slot.issued = SteadyClock::now();
  if (slot.through_stream) {
    IssueThroughStream(slot, handle);
  } else if (slot.through_write_file) {
    DWORD written = 0;
    api_.SetLastError(kMarker);
    slot.returned =
        api_.WriteFile(handle.value, slot.buffer, length, &written, overlapped) != FALSE;
    slot.last_error = api_.GetLastError();
  } else {
    api_.SetLastError(kMarker);
    slot.returned = api_.WriteFileEx(handle.value, slot.buffer, length, overlapped,
                                     &CompletionRoutine) != FALSE;
    slot.last_error = api_.GetLastError();
  }
  slot.after_call = WordsOf(slot);
  slot.call_nanoseconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<Duration>(SteadyClock::now() - slot.issued).count());
}

void StepDoer::Do(const ReadStep& read) {
  if (performance_.IsProcess(step_.by)) return ReadByProcess(read);
  CallRecord record = NewRecord("ReadFile");
  const DoingNow doing(here_, number_);
  const Duration at_most = performance_.Scaled(read.at_most);
  if (!read.resumes.empty()) {
    const auto found = performance_.reads_.find(read.resumes);
    if (found == performance_.reads_.end()) {
      throw std::runtime_error("the read \"" + read.resumes + "\" has not begun");
    }
    record.function = "GetOverlappedResult";
    Finish(*found->second, at_most, record);
    return Keep(std::move(record));
  }
  auto& pending = performance_.reads_[step_.name] = std::make_unique<Performance::PendingRead>();
  pending->handle = read.handle;
  pending->bytes.resize(static_cast<std::size_t>(stage_.SizeOf(read.length)));
  Begin(*pending, at_most, record);
  if (pending->pending) Finish(*pending, at_most, record);
  Keep(std::move(record));
}

void StepDoer::Begin(Performance::PendingRead& read, Duration at_most, CallRecord& record) {
  const StagedHandle& handle = stage_.HandleNamed(read.handle);
  DWORD bytes = 0;
  if (handle.overlapped) {
    read.event = Handle(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
    if (!read.event.valid()) throw std::runtime_error("CreateEventW failed");
    read.overlapped.hEvent = read.event.get();
  }
  OVERLAPPED* overlapped = handle.overlapped ? &read.overlapped : nullptr;
  const auto length = static_cast<DWORD>(read.bytes.size());
  record.returned =
      api_.ReadFile(handle.value, read.bytes.data(), length, &bytes, overlapped) != FALSE;
  record.last_error = api_.GetLastError();
  if (record.returned == 0 && overlapped != nullptr) {
    read.pending = record.last_error == ERROR_IO_PENDING;
    // The count of a message that did not fit is only in the OVERLAPPED.
    if (record.last_error == ERROR_MORE_DATA) {
      api_.GetOverlappedResult(handle.value, overlapped, &bytes, FALSE);
    }
  }
  if (read.pending) return;
  LabelRead(read, record.returned != 0 ? ReadOn(read, bytes, at_most) : bytes, record);
}

void StepDoer::Finish(Performance::PendingRead& read, Duration at_most, CallRecord& record) {
  if (!read.pending) throw std::runtime_error("the read has completed before");
  if (api_.WaitForSingleObject(read.event.get(), Milliseconds(at_most)) != WAIT_OBJECT_0) {
    record.returned = 0;
    record.last_error = ERROR_IO_PENDING;
    record.pending = true;
    return;
  }
  read.pending = false;
  DWORD bytes = 0;
  const HANDLE handle = stage_.HandleNamed(read.handle).value;
  record.returned = api_.GetOverlappedResult(handle, &read.overlapped, &bytes, FALSE) != FALSE;
  record.last_error = api_.GetLastError();
  LabelRead(read, record.returned != 0 ? ReadOn(read, bytes, at_most) : bytes, record);
}

bool StepDoer::IsBytePipe(const std::string& object) const {
  const auto& given = performance_.subject_.given;
  return std::any_of(given.begin(), given.end(), [&](const Given& each) {
    const auto* pipe = std::get_if<GivenPipe>(&each.item);
    return pipe != nullptr && pipe->name == object && !pipe->message_type;
  });
}

// Bytes have no edges: a read that got some of those that are there goes on for the rest. Gives how
// many it has got by then.
std::uint64_t StepDoer::ReadOn(Performance::PendingRead& read, std::uint64_t bytes,
                               Duration at_most) {
  const StagedHandle& handle = stage_.HandleNamed(read.handle);
  if (handle.socket) return ReadOnSocket(read, bytes, at_most);
  if (bytes == 0 || api_.PeekNamedPipe == nullptr || !IsBytePipe(handle.object)) return bytes;
  while (bytes < read.bytes.size()) {
    DWORD available = 0, more = 0;
    const BOOL told = api_.PeekNamedPipe(handle.value, nullptr, 0, nullptr, &available, nullptr);
    if (!told || available == 0) break;
    read.overlapped = OVERLAPPED{};
    read.overlapped.hEvent = read.event.get();
    const BOOL got = api_.ReadFile(handle.value, read.bytes.data() + bytes,
                                   static_cast<DWORD>(read.bytes.size() - bytes), &more,
                                   handle.overlapped ? &read.overlapped : nullptr);
    // Somebody else took them: the end of the case cancels it.
    read.pending = !got && api_.GetLastError() == ERROR_IO_PENDING;
    if (!got || more == 0) break;
    bytes += more;
  }
  return bytes;
}

void StepDoer::LabelRead(const Performance::PendingRead& read, std::uint64_t bytes,
                         CallRecord& record) {
  record.bytes = bytes;
  const std::string& object = stage_.HandleNamed(read.handle).object;
  ContentSources sources;
  sources.writes = performance_.WritesTo(object);
  bool is_file = false;
  for (const StagedFile& file : stage_.files()) {
    if (file.name != object) continue;
    is_file = true;
    if (file.filled) sources.fill = file.pattern;
    sources.initial_size = file.initial_size;
  }
  if (!is_file) {
    for (WrittenData& write : sources.writes) write.offset.reset();
  }
  const std::vector<WrittenData> writes = sources.writes;
  Labeller labeller(std::move(sources));
  const auto position = performance_.read_positions_.find(read.handle);
  if (position != performance_.read_positions_.end()) {
    labeller.Hint(0, position->second.write, position->second.next);
  }
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, read.bytes.size()));
  labeller.Label(0, std::span(read.bytes).first(length), record.contents);
  if (is_file || record.contents.empty()) return;
  const ContentRun& last = record.contents.back();
  for (std::size_t write = 0; write < writes.size(); ++write) {
    if (last.origin == ContentRun::Origin::kWrite && writes[write].name == last.write) {
      performance_.read_positions_[read.handle] = {write, last.from + last.length};
    }
  }
}

}  // namespace wfx
