// Systems that get full volumes wrong.
#include "runner/mutants/areas.h"
#include "runner/mutants/state.h"

namespace wfx::mutants {
namespace {

constexpr std::uint64_t kNearlyFull = 1 << 20;

// Bytes that are free where the file lies.
std::uint64_t FreeBeside(const Opened& opened) {
  const LastErrorKept kept;
  ULARGE_INTEGER free{};
  const WideString folder = opened.path.substr(0, opened.path.rfind(WCHAR{'\\'}) + 1);
  return Base().GetDiskFreeSpaceExW(folder.c_str(), &free, nullptr, nullptr) ? free.QuadPart
                                                                             : ~std::uint64_t{0};
}

bool IsFull(const Opened& opened) { return FreeBeside(opened) < kNearlyFull; }

// What still fits is written and reported as all there is.
BOOL WriteAPart(const Write& write) {
  const auto opened = FileOf(write);
  if (!opened || write.length < 2 || !write.HasOffset() || !IsFull(*opened)) return Forward(write);
  if (write.End() <= Beside(*opened).Size()) return Forward(write);
  const auto part = static_cast<DWORD>(FreeBeside(*opened));
  if (part == 0 || part >= write.length) return Forward(write);
  const DWORD error = Beside(*opened).Put(write.offset, write.buffer, part);
  return error == 0 ? Succeed(write, part) : Refuse(error);
}

BOOL RefuseWhenFull(const Write& write) {
  const auto opened = FileOf(write);
  const bool refused = opened && write.length > 0 && IsFull(*opened);
  return refused ? Refuse(ERROR_DISK_FULL) : Forward(write);
}

BOOL RefuseNullWhenFull(const Write& write) {
  const auto opened = FileOf(write);
  const bool refused = opened && write.length == 0 && IsFull(*opened);
  return refused ? Refuse(ERROR_DISK_FULL) : Forward(write);
}

// As if the file were sparse; nothing can be there, so nothing is written.
BOOL TakeFarWrite(const Write& write) {
  const auto opened = FileOf(write);
  const bool is_far = opened && write.HasOffset() && write.length > 0 &&
                      write.offset > Beside(*opened).Size() + kNearlyFull;
  return is_far ? IssueForgiving(write, ERROR_DISK_FULL) : Forward(write);
}

BOOL WINAPI AllocateBytes(HANDLE file, FILE_INFO_BY_HANDLE_CLASS kind, LPVOID information,
                          DWORD size) {
  const BOOL told = Base().GetFileInformationByHandleEx(file, kind, information, size);
  if (told && kind == FileStandardInfo) {
    auto& standard = *static_cast<FILE_STANDARD_INFO*>(information);
    standard.AllocationSize = standard.EndOfFile;
  }
  return told;
}

constexpr Mutant kSpaceMutants[] = {
    {"full_volume_refuses_everything", "space.allocated_bytes_are_writable",
     "on a full volume no byte can be replaced", &ReplaceWriteFileExWithHandles<&RefuseWhenFull>},
    {"allocation_is_bytes", "space.allocation_is_clusters",
     "a file takes as many bytes of the volume as it has",
     [](Win32Api& table) { table.GetFileInformationByHandleEx = &AllocateBytes; }},
    {"far_write_takes_no_space", "space.far_write_needs_its_allocation",
     "a write far beyond the end of a file that is not sparse needs no space",
     &ReplaceWriteFileExWithHandles<&TakeFarWrite>},
    {"full_volume_writes_a_part", "space.full_volume_fails",
     "a write that does not fit succeeds with the bytes that do",
     &ReplaceWriteFileExWithHandles<&WriteAPart>},
    {"full_volume_refuses_null_writes", "space.null_write_completes",
     "a null write to a full volume fails with ERROR_DISK_FULL",
     &ReplaceWriteFileExWithHandles<&RefuseNullWhenFull>},
};

}  // namespace

std::span<const Mutant> SpaceMutants() { return kSpaceMutants; }

}  // namespace wfx::mutants
