// What volumes are called, what their file systems can do, and how much room they have.
#include <algorithm>
#include <string_view>

#include "runner/model/disk.h"
#include "runner/model/file.h"
#include "runner/model/kernel.h"
#include "runner/model/table.h"

namespace wfx::model {
namespace {

constexpr DWORD kLongestComponent = 255;

// Where the caller wants them; null = it does not.
struct VolumeAnswer {
  LPWSTR label = nullptr;
  DWORD label_size = 0;  // characters, with the final zero
  LPDWORD serial = nullptr, longest = nullptr, flags = nullptr;
  LPWSTR file_system = nullptr;
  DWORD file_system_size = 0;
};

bool PutText(std::string_view text, LPWSTR to, DWORD size) {
  if (to == nullptr) return true;
  if (size <= text.size()) return false;
  *std::copy(text.begin(), text.end(), to) = 0;
  return true;
}

BOOL Describe(const Personality& on, DWORD serial, std::string_view label,
              const VolumeAnswer& asked) {
  if (asked.serial != nullptr) *asked.serial = serial;
  if (asked.longest != nullptr) *asked.longest = kLongestComponent;
  if (asked.flags != nullptr) *asked.flags = on.volume_flags;
  const bool fits = PutText(label, asked.label, asked.label_size) &&
                    PutText(on.file_system, asked.file_system, asked.file_system_size);
  return fits ? TRUE : Fail(ERROR_MORE_DATA);
}

// A path on C:, or the root of another volume.
enum class Place { kNowhere, kFiles, kVolume, kRaw };

Place PlaceOf(const Kernel& kernel, LPCWSTR path, FoundVolume& found) {
  constexpr WCHAR kCurrent[] = {'C', ':', '\\', 0};
  const WideString folded = Fold(path == nullptr ? kCurrent : path);
  const auto node = kernel.names->FindFile(folded);
  const bool is_drive = folded.size() >= 2 && folded[1] == ':';
  if (is_drive) found = FindVolume(kernel, folded.front());
  if (node != nullptr) return node->directory ? Place::kFiles : Place::kNowhere;
  if (found.volume == nullptr || found.volume->is_system || folded.size() > 3) {
    return Place::kNowhere;
  }
  return found.volume->file_system == Volume::FileSystem::kRaw ? Place::kRaw : Place::kVolume;
}

DWORD ErrorAt(Place place) {
  return place == Place::kRaw ? ERROR_UNRECOGNIZED_VOLUME : ERROR_PATH_NOT_FOUND;
}

DWORD SerialOf(const FoundVolume& found) {
  return found.volume == nullptr ? 0x57465800 : found.volume->serial;
}

struct Room {
  std::uint64_t total = 0, free = 0;  // bytes
};

// Nothing is ever kept on a volume but C:.
Room RoomAt(const Kernel& kernel, Place place, const FoundVolume& found) {
  if (place == Place::kFiles) return {kernel.personality.capacity, kernel.names->free_bytes};
  return {found.volume->file_system_size, found.volume->file_system_size};
}

void Put(std::uint64_t value, PULARGE_INTEGER to) {
  if (to != nullptr) to->QuadPart = value;
}

void Put(std::uint64_t value, LPDWORD to) {
  if (to != nullptr) *to = static_cast<DWORD>(std::min<std::uint64_t>(value, 0xFFFFFFFF));
}

}  // namespace

BOOL WINAPI GetVolumeInformationW(LPCWSTR root, LPWSTR label, DWORD label_size, LPDWORD serial,
                                  LPDWORD longest, LPDWORD flags, LPWSTR file_system,
                                  DWORD file_system_size) {
  Call call;
  FoundVolume found;
  const Place place = PlaceOf(call.kernel, root, found);
  if (place != Place::kFiles && place != Place::kVolume) return Fail(ErrorAt(place));
  const std::string_view name = place == Place::kFiles ? "model" : "sacrificial";
  return Describe(call.kernel.personality, SerialOf(found), name,
                  {label, label_size, serial, longest, flags, file_system, file_system_size});
}

BOOL WINAPI GetVolumeInformationByHandleW(HANDLE handle, LPWSTR label, DWORD label_size,
                                          LPDWORD serial, LPDWORD longest, LPDWORD flags,
                                          LPWSTR file_system, DWORD file_system_size) {
  Call call;
  Status status = 0;
  const auto file = call.Get<OpenFileObject>(handle, status);
  if (file == nullptr) return Finish(status);
  return Describe(call.kernel.personality, SerialOf(FindVolume(call.kernel, 'C')), "model",
                  {label, label_size, serial, longest, flags, file_system, file_system_size});
}

BOOL WINAPI GetDiskFreeSpaceW(LPCWSTR path, LPDWORD sectors, LPDWORD bytes, LPDWORD free_clusters,
                              LPDWORD clusters) {
  Call call;
  FoundVolume found;
  const Place place = PlaceOf(call.kernel, path, found);
  if (place != Place::kFiles && place != Place::kVolume) return Fail(ErrorAt(place));
  const Personality& on = call.kernel.personality;
  const Room room = RoomAt(call.kernel, place, found);
  Put(on.cluster / on.sector, sectors);
  Put(on.sector, bytes);
  Put(room.free / on.cluster, free_clusters);
  Put(room.total / on.cluster, clusters);
  return TRUE;
}

BOOL WINAPI GetDiskFreeSpaceExW(LPCWSTR path, PULARGE_INTEGER available, PULARGE_INTEGER total,
                                PULARGE_INTEGER free) {
  Call call;
  FoundVolume found;
  const Place place = PlaceOf(call.kernel, path, found);
  if (place != Place::kFiles && place != Place::kVolume) return Fail(ErrorAt(place));
  const Room room = RoomAt(call.kernel, place, found);
  Put(room.free, available);
  Put(room.total, total);
  Put(room.free, free);
  return TRUE;
}

}  // namespace wfx::model
