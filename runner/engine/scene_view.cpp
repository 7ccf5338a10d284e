// Mapped views and oplocks of a scene.
#include <utility>

#include "runner/engine/scene.h"

namespace wfx {
namespace {

// What Windows 7 SDKs call REQUEST_OPLOCK_INPUT_BUFFER, and its output.
struct OplockRequest {
  WORD version = 1, size = sizeof(OplockRequest);
  DWORD level = 0, flags = 0;
};
struct OplockAnswer {
  WORD version, size;
  DWORD original_level, new_level, flags, access;
  WORD share;
};
constexpr DWORD kCacheRead = 1, kCacheHandle = 2, kRequest = 1;

}  // namespace

void Stage::Make(const GivenView& given) {
  const StagedFile& file = FileNamed(given.of);
  StagedView view;
  view.file = given.of;
  view.handle =
      Handle(api_, api_.CreateFileW(file.path.c_str(), GENERIC_READ | GENERIC_WRITE, kShareAll,
                                    nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!view.handle.valid()) Fail("CreateFileW for a view");
  view.section = Handle(
      api_, api_.CreateFileMappingW(view.handle.get(), nullptr, PAGE_READWRITE, 0, 0, nullptr));
  if (!view.section.valid()) Fail("CreateFileMappingW");
  view.length = SizeOf(given.length);
  view.data = static_cast<std::uint8_t*>(api_.MapViewOfFile(
      view.section.get(), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, static_cast<SIZE_T>(view.length)));
  if (view.data == nullptr) Fail("MapViewOfFile");
  if (view.length == 0) view.length = file.initial_size;
  views_[given.name] = std::move(view);
}

void Stage::CloseViews() {
  for (const auto& [name, view] : views_) api_.UnmapViewOfFile(view.data);
  views_.clear();
}

// Memory the system may still write to stays with the stage, which closes the handle first.
void Stage::Make(const GivenOplock& given) {
  auto oplock = std::make_unique<StagedOplock>();
  oplock->handle = given.handle;
  oplock->event = Handle(api_, api_.CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!oplock->event.valid()) Fail("CreateEventW");
  oplock->overlapped.hEvent = oplock->event.get();
  OplockRequest request;
  request.level = kCacheRead | kCacheHandle;
  request.flags = kRequest;
  static OplockAnswer answer;  // nobody reads it, and it may come at any time
  const HANDLE handle = handles_.at(given.handle).value;
  const bool two = given.level == GivenOplock::Level::kTwo;
  DWORD bytes = 0;
  const BOOL ended =
      two ? api_.DeviceIoControl(handle, FSCTL_REQUEST_OPLOCK_LEVEL_2, nullptr, 0, nullptr, 0,
                                 &bytes, &oplock->overlapped)
          : api_.DeviceIoControl(handle, FSCTL_REQUEST_OPLOCK, &request, sizeof request, &answer,
                                 sizeof answer, &bytes, &oplock->overlapped);
  const std::string_view function = two ? "FSCTL_REQUEST_OPLOCK_LEVEL_2" : "FSCTL_REQUEST_OPLOCK";
  if (ended) throw SceneError(std::string(function) + " ended at once");
  if (api_.GetLastError() != ERROR_IO_PENDING) Fail(function);
  oplocks_[given.name] = std::move(oplock);
}

}  // namespace wfx
