// Systems that get streams, sparse and compressed files wrong.
#include <algorithm>

#include "runner/mutants/areas.h"
#include "runner/mutants/file_time.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

// Where the name of a stream begins; the length of the path when it names none.
std::size_t StreamAt(const WideString& path) {
  const auto slash = path.rfind(static_cast<WCHAR>('\\'));
  const auto colon = path.find(static_cast<WCHAR>(':'), slash == WideString::npos ? 0 : slash);
  return std::min(colon, path.size());
}

WideString WithoutStream(const WideString& path) { return path.substr(0, StreamAt(path)); }
bool IsStream(const Opened& opened) {
  return !opened.pipe && !opened.device() && StreamAt(opened.path) < opened.path.size();
}

// Also made and emptied as the file.
HANDLE WINAPI OpenTheFileItself(LPCWSTR path, DWORD access, DWORD share,
                                LPSECURITY_ATTRIBUTES security, DWORD disposition, DWORD flags,
                                HANDLE model) {
  const WideString file = WithoutStream(path);
  return Base().CreateFileW(file.c_str(), access, share, security, disposition, flags, model);
}

BOOL KeepTheFilesTime(const Write& write) {
  const auto opened = OpenedAs(write.file);
  if (!opened || !IsStream(*opened)) return Forward(write);
  const WideString file = WithoutStream(opened->path);
  const Face before = FaceOf(file);
  return Issue(write, [file, before](const Write& ended, DWORD error, DWORD bytes) {
    if (before.known) SetLastWrite(file, before.last_write);
    Deliver(ended, error, bytes);
  });
}

// Nothing is stored where there are zeros already.
BOOL LeaveZerosOut(const Write& write) {
  const auto* bytes = static_cast<const std::uint8_t*>(write.buffer);
  const auto opened = OpenedAs(write.file);
  if (write.length == 0 || bytes == nullptr || !opened || !write.HasOffset()) return Forward(write);
  const bool sparse = (FaceOf(opened->path).attributes & FILE_ATTRIBUTE_SPARSE_FILE) != 0;
  const bool inside = sparse && write.End() <= Beside(*opened).Size();
  const bool zeros = inside && std::all_of(bytes, bytes + write.length,
                                           [](std::uint8_t byte) { return byte == 0; });
  return zeros ? Succeed(write, write.length) : Forward(write);
}

BOOL RefuseCompressedFiles(const Write& write) {
  constexpr DWORD kRefused = FILE_ATTRIBUTE_COMPRESSED | FILE_ATTRIBUTE_ENCRYPTED;
  const auto opened = OpenedAs(write.file);
  const bool refused = opened && (FaceOf(opened->path).attributes & kRefused) != 0;
  return refused ? Refuse(ERROR_NOT_SUPPORTED) : Forward(write);
}

BOOL HeedLocksOfTheFile(const Write& write) {
  const auto opened = OpenedAs(write.file);
  if (!opened || !write.HasOffset()) return Forward(write);
  const auto locks = Now().locks.All();
  const bool locked = std::any_of(locks.begin(), locks.end(), [&](const HeldLock& lock) {
    return lock.asked.file != write.file && lock.path != opened->path &&
           WithoutStream(lock.path) == WithoutStream(opened->path) &&
           lock.asked.Overlaps(write.offset, write.End());
  });
  return locked ? Refuse(ERROR_LOCK_VIOLATION) : Forward(write);
}

constexpr Mutant kStreamDataMutants[] = {
    {"lock_reaches_other_streams", "locked_range.lock_is_of_its_stream",
     "a lock on one stream stops the writes to the others of its file",
     &ReplaceWriteFileExWithLocks<&HeedLocksOfTheFile>},
    {"compressed_file_refuses", "stream_data.compressed_and_encrypted_complete",
     "compressed and encrypted files refuse writes",
     &ReplaceWriteFileExWithHandles<&RefuseCompressedFiles>},
    {"stream_is_the_file", "stream_data.stream_has_its_own_size",
     "the name of a stream is ignored: the file itself is opened",
     [](Win32Api& table) { table.CreateFileW = &OpenTheFileItself; }},
    {"stream_leaves_the_time", "stream_data.stream_moves_the_file_time",
     "a write to a named stream leaves the last write time of its file",
     &ReplaceWriteFileExWithHandles<&KeepTheFilesTime>},
    {"written_zeros_are_a_hole", "stream_data.zeros_allocate",
     "zeros written into a sparse file take no room",
     &ReplaceWriteFileExWithHandles<&LeaveZerosOut>},
};

}  // namespace

std::span<const Mutant> StreamDataMutants() { return kStreamDataMutants; }

}  // namespace wfx::mutants
