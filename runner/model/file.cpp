#include "runner/model/file.h"

#include <algorithm>
#include <utility>

#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/transaction.h"
#include "runner/model/view.h"

namespace wfx::model {
namespace {

constexpr std::uint64_t kLargestEnd = (std::uint64_t{1} << 63) - 1;
// 2026-01-01 as a FILETIME: when the model begins, so that its time is the same in every run.
constexpr std::uint64_t kEpoch = 134'116'992'000'000'000;

std::uint64_t RoundedUp(std::uint64_t bytes, std::uint64_t cluster) {
  return (bytes + cluster - 1) / cluster * cluster;
}

}  // namespace

FILETIME ShownTime(Time time, std::chrono::nanoseconds step) {
  const std::uint64_t stepped =
      kEpoch + static_cast<std::uint64_t>((time - time % step).count() / 100);
  return {static_cast<DWORD>(stepped), static_cast<DWORD>(stepped >> 32)};
}

OpenFileObject::OpenFileObject(std::shared_ptr<FileNode> opened, std::shared_ptr<Stream> its_stream,
                               const Personality& on, const OpenOptions& with)
    : FileObject(with),
      node(std::move(opened)),
      stream(std::move(its_stream)),
      sector_(on.asks_alignment ? on.sector : 0),
      alignment_(on.asks_alignment ? on.alignment : 0) {
  node->opens.push_back(this);
}

// In the order of the file system: end beyond 2^63 - 1, alignment by the I/O system before, nothing
// for a null write, locks, size limits, space. Nothing has changed when one of them fails.
Status OpenFileObject::Write(Kernel& kernel, Request& request) {
  const Personality& on = kernel.personality;
  if (HasOutlived()) return STATUS_HANDLE_NO_LONGER_VALID;
  if (node->directory) {
    // handle.directory_is_refused
    return on.directory_write_error == ERROR_INVALID_PARAMETER ? STATUS_INVALID_PARAMETER
                                                               : STATUS_INVALID_DEVICE_REQUEST;
  }
  // append.writes_at_end, append.append_only_handle_ignores_offset; the end is fixed and used
  // without another write between.
  const std::uint64_t offset = request.append ? stream->size : request.offset;
  // null_write.completes_with_zero_bytes, leaves_size_unchanged, ignores_byte_range_locks,
  // maximum_offset_completes, append_changes_nothing: it is over before anything is looked at.
  if (request.length == 0) {
    request.transferred = 0;
    return STATUS_SUCCESS;
  }
  // offset.end_beyond_maximum_fails
  if (offset > kLargestEnd || request.length > kLargestEnd - offset) {
    return STATUS_INVALID_PARAMETER;
  }
  if (request.refused != STATUS_SUCCESS) return request.refused;
  if (fault != nullptr) return FailAsTold(kernel, request);
  BreakOplocks(kernel);
  if (!stream->locks.MayWrite(OwnerFor(request.process), offset, request.length)) {
    return STATUS_FILE_LOCK_CONFLICT;
  }
  const std::uint64_t end = offset + request.length;
  if (end > on.maximum_file_size) return StatusBeyondMaximum(on);
  const Status grown = Grow(kernel, end, offset, request.length);
  if (grown != STATUS_SUCCESS) return grown;
  // offset.write_inside_keeps_size, write_past_end_extends, unwritten_bytes_are_zero
  stream->content.Write(offset, request.bytes);
  stream->size = std::max(stream->size, end);
  // stream_data.views_see_writes
  kernel.views->Show(*stream);
  request.transferred = request.length;
  NoteModified(kernel);
  return STATUS_SUCCESS;
}

// media.device_errors_have_their_codes
Status OpenFileObject::FailAsTold(Kernel& kernel, Request& request) {
  const DeviceFault& told = *std::exchange(fault, nullptr);
  if (!told.late) return told.status;
  // Whoever ends it early ends it so, too.
  request.refused = told.status;
  request.withdraw = [&request] { request.done = true; };
  kernel.clock.At(kernel.clock.Now() + kernel.choices.latency,
                  [&kernel, weak = request.weak_from_this()] {
                    const auto late = weak.lock();
                    if (late != nullptr && !late->done) kernel.Complete(late, late->refused, 0);
                  });
  return STATUS_PENDING;
}

// transaction.handle_ends_with_it
bool OpenFileObject::HasOutlived() const {
  return options().transaction != nullptr && options().transaction->ended();
}

Status OpenFileObject::StatusBeyondMaximum(const Personality& on) const {
  return on.beyond_maximum == ERROR_DISK_FULL ? STATUS_DISK_FULL : STATUS_INVALID_PARAMETER;
}

// Space for [offset, offset + length) of a file that will end at `end`: a sparse file takes room
// where it is written, any other for its whole size.
Status OpenFileObject::Grow(Kernel& kernel, std::uint64_t end, std::uint64_t offset,
                            std::uint64_t length) {
  std::uint64_t wanted = stream->allocated;
  if (node->sparse) {
    wanted += stream->content.WouldOccupy(offset, length);
  } else {
    wanted = std::max(wanted, RoundedUp(end, kernel.personality.cluster));
  }
  const std::uint64_t more = wanted - stream->allocated;
  if (more > kernel.names->free_bytes) return STATUS_DISK_FULL;
  kernel.names->free_bytes -= more;
  stream->allocated = wanted;
  return STATUS_SUCCESS;
}

Status OpenFileObject::Resize(Kernel& kernel, std::uint64_t size) {
  if (size < stream->size && kernel.views->Reaches(*stream, size)) return STATUS_USER_MAPPED_FILE;
  if (size > kernel.personality.maximum_file_size) return StatusBeyondMaximum(kernel.personality);
  const Status grown = size > stream->size ? Grow(kernel, size, stream->size, 0) : STATUS_SUCCESS;
  if (grown != STATUS_SUCCESS) return grown;
  if (size < stream->size) {
    stream->content.Truncate(size);
    const std::uint64_t kept =
        node->sparse ? stream->content.Occupied() : RoundedUp(size, kernel.personality.cluster);
    kernel.names->free_bytes += stream->allocated - std::min(stream->allocated, kept);
    stream->allocated = std::min(stream->allocated, kept);
  }
  stream->size = size;
  NoteModified(kernel);
  return STATUS_SUCCESS;
}

// The last write time moves with the write or when the handle is closed, and the archive bit is
// set; a refused or a null write changes neither.
void OpenFileObject::NoteModified(Kernel& kernel) {
  wrote = true;
  // Others see it when it is committed.
  if (options().transaction != nullptr) return;
  node->attributes = (node->attributes | FILE_ATTRIBUTE_ARCHIVE) & ~FILE_ATTRIBUTE_NORMAL;
  if (!kernel.personality.write_time_at_once || write_time_is_users) return;
  node->times.write = node->times.change = kernel.clock.Now();
}

// stream_data.level_2_oplock_breaks_at_once: also those of its own handle.
// read_handle_oplock_does_not_delay: the break waits for nobody.
void OpenFileObject::BreakOplocks(Kernel& kernel) {
  const auto held = stream->oplocks;
  for (const RequestPtr& oplock : held) {
    if (!oplock->level_2 && oplock->file.get() == this) continue;
    std::erase(stream->oplocks, oplock);
    kernel.Complete(oplock, STATUS_SUCCESS, 0);
  }
}

// While the handle is a synchronous one nobody could hear of the break.
Status OpenFileObject::HoldOplock(Kernel&, const RequestPtr& request, bool level_2) {
  if (!overlapped() || node->directory) return STATUS_OPLOCK_NOT_GRANTED;
  request->level_2 = level_2;
  request->withdraw = [this, request = request.get()] {
    std::erase_if(stream->oplocks, [&](const RequestPtr& each) { return each.get() == request; });
  };
  stream->oplocks.push_back(request);
  return STATUS_PENDING;
}

Status OpenFileObject::Read(Kernel&, Request& request) {
  if (HasOutlived()) return STATUS_HANDLE_NO_LONGER_VALID;
  if (node->directory) return STATUS_INVALID_DEVICE_REQUEST;
  if (request.length == 0) return STATUS_SUCCESS;
  if (!stream->locks.MayRead(OwnerFor(request.process), request.offset, request.length)) {
    return STATUS_FILE_LOCK_CONFLICT;
  }
  if (request.offset >= stream->size) return STATUS_END_OF_FILE;
  const std::uint64_t left = stream->size - request.offset;
  request.transferred = static_cast<DWORD>(std::min<std::uint64_t>(left, request.length));
  stream->content.Read(request.offset, {request.target, request.transferred});
  return STATUS_SUCCESS;
}

void OpenFileObject::ProcessClosed(Kernel& kernel, std::uint32_t process) {
  // Only the process's last handle to this open gives its locks up.
  if (handles > 0 && kernel.HasHandle(process, *this)) return;
  stream->locks.ReleaseAll(OwnerFor(process));
  node->RetryLocks(kernel);
}

void OpenFileObject::Cleanup(Kernel& kernel) {
  const auto held = stream->oplocks;
  for (const RequestPtr& oplock : held) {
    if (oplock->file.get() != this) continue;
    std::erase(stream->oplocks, oplock);
    kernel.Complete(oplock, STATUS_SUCCESS, 0);
  }
  kernel.FinishPending(*this);
  stream->locks.ReleaseAll(this);
  node->RetryLocks(kernel);
  const bool in_transaction = options().transaction != nullptr;
  if (wrote && !in_transaction && !kernel.personality.write_time_at_once && !write_time_is_users) {
    node->times.write = node->times.change = kernel.clock.Now();
  }
  std::erase(node->opens, this);
  const bool deletes = (options().flags & FILE_FLAG_DELETE_ON_CLOSE) != 0;
  node->delete_pending = node->delete_pending || deletes;
  if (node->delete_pending && node->opens.empty()) kernel.names->Remove(*node);
}

Status OpenFileObject::Control(Kernel& kernel, DWORD code, std::span<const std::uint8_t> in,
                               std::span<std::uint8_t> out, DWORD& returned) {
  returned = 0;
  if (code == FSCTL_SET_SPARSE) {
    if (!kernel.personality.sparse_files) return STATUS_INVALID_DEVICE_REQUEST;
    node->sparse = in.empty() || in.front() != 0;
    node->attributes &= ~static_cast<DWORD>(FILE_ATTRIBUTE_SPARSE_FILE);
    if (node->sparse) node->attributes |= FILE_ATTRIBUTE_SPARSE_FILE;
    if (node->sparse) {
      kernel.names->free_bytes += stream->allocated;
      stream->allocated = stream->content.Occupied();
      kernel.names->free_bytes -= std::min(kernel.names->free_bytes, stream->allocated);
    }
    return STATUS_SUCCESS;
  }
  if (code == FSCTL_SET_ZERO_DATA && in.size() >= sizeof(FILE_ZERO_DATA_INFORMATION)) {
    FILE_ZERO_DATA_INFORMATION range;
    std::copy_n(in.data(), sizeof(range), reinterpret_cast<std::uint8_t*>(&range));
    const auto from = static_cast<std::uint64_t>(range.FileOffset.QuadPart);
    const auto to =
        std::min(static_cast<std::uint64_t>(range.BeyondFinalZero.QuadPart), stream->size);
    if (to > from) stream->content.Zero(from, to - from);
    kernel.views->Show(*stream);
    return STATUS_SUCCESS;
  }
  if (code == FSCTL_SET_COMPRESSION && in.size() >= sizeof(USHORT)) {
    if ((kernel.personality.volume_flags & FILE_FILE_COMPRESSION) == 0)
      return STATUS_INVALID_DEVICE_REQUEST;
    const bool compressed = in[0] != 0 || in[1] != 0;
    node->attributes &= ~static_cast<DWORD>(FILE_ATTRIBUTE_COMPRESSED);
    if (compressed) node->attributes |= FILE_ATTRIBUTE_COMPRESSED;
    return STATUS_SUCCESS;
  }
  (void)out;
  fault = FindDeviceFault(code);
  return fault != nullptr ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_REQUEST;
}

Status NullDevice::Write(Kernel&, Request& request) {
  request.transferred = request.length;
  return STATUS_SUCCESS;
}

Status NullDevice::Read(Kernel&, Request&) { return STATUS_END_OF_FILE; }

}  // namespace wfx::model
