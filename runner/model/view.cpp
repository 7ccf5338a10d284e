#include "runner/model/view.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "runner/model/file.h"
#include "runner/model/kernel.h"
#include "runner/model/table.h"

namespace wfx::model {
namespace {

// Where views may begin.
constexpr std::uint64_t kGranularity = 64 << 10;

}  // namespace

void* Views::Map(std::shared_ptr<Section> section, std::uint64_t offset, std::uint64_t length) {
  View view;
  view.offset = offset;
  view.pages = Pages(static_cast<std::size_t>(length));
  view.known.resize(static_cast<std::size_t>(length));
  section->stream->content.Read(offset, view.known);
  view.section = std::move(section);
  void* const address = view.pages.data();
  std::memcpy(address, view.known.data(), view.known.size());
  views_[address] = std::move(view);
  return address;
}

bool Views::Unmap(const void* address) { return views_.erase(address) != 0; }

void Views::Take() {
  for (auto& [address, view] : views_) Take(view);
}

// Byte by byte: what was not stored may have been written by others.
void Views::Take(View& view) {
  const auto* now = reinterpret_cast<const std::uint8_t*>(view.pages.data());
  const std::size_t size = view.known.size();
  if (std::memcmp(now, view.known.data(), size) == 0) return;
  Stream& stream = *view.section->stream;
  for (std::size_t begin = 0; begin < size; ++begin) {
    std::size_t end = begin;
    while (end < size && now[end] != view.known[end]) ++end;
    if (end == begin) continue;
    stream.content.Write(view.offset + begin, {now + begin, end - begin});
    begin = end;
  }
  Show(stream);
}

void Views::Show(const Stream& stream) {
  for (auto& [address, view] : views_) {
    if (view.section->stream.get() != &stream) continue;
    stream.content.Read(view.offset, view.known);
    std::memcpy(view.pages.data(), view.known.data(), view.known.size());
  }
}

bool Views::Reaches(const Stream& stream, std::uint64_t size) const {
  return std::ranges::any_of(sections_, [&](const std::weak_ptr<Section>& each) {
    const auto section = each.lock();
    return section != nullptr && section->stream.get() == &stream && section->size > size;
  });
}

// Of a whole file and for all of its pages: what the harness asks for.
HANDLE WINAPI CreateFileMappingW(HANDLE handle, LPSECURITY_ATTRIBUTES, DWORD protection,
                                 DWORD size_high, DWORD size_low, LPCWSTR) {
  Call call;
  const auto fail = [](DWORD error) { return Fail(error), HANDLE{nullptr}; };
  Status status = 0;
  const auto file = call.Get<OpenFileObject>(handle, status);
  if (file == nullptr) return fail(ErrorOf(status));
  const DWORD needed = FILE_READ_DATA | (protection == PAGE_READWRITE ? FILE_WRITE_DATA : 0);
  if ((call.Find(handle)->access & needed) != needed) return fail(ERROR_ACCESS_DENIED);
  if (size_high != 0 || size_low != 0) return fail(ERROR_INVALID_PARAMETER);
  if (file->stream->size == 0) return fail(ERROR_FILE_INVALID);
  const auto section = std::make_shared<Section>();
  section->stream = file->stream;
  section->size = file->stream->size;
  call.kernel.views->Note(section);
  SetError(ERROR_SUCCESS);
  return call.kernel.Open(call.self.process, section, protection);
}

LPVOID WINAPI MapViewOfFile(HANDLE handle, DWORD, DWORD offset_high, DWORD offset_low,
                            SIZE_T length) {
  Call call;
  const auto fail = [](DWORD error) { return Fail(error), LPVOID{nullptr}; };
  Status status = 0;
  const auto section = call.Get<Section>(handle, status);
  if (section == nullptr) return fail(ErrorOf(status));
  const std::uint64_t offset = std::uint64_t{offset_high} << 32 | offset_low;
  if (offset % kGranularity != 0) return fail(ERROR_INVALID_PARAMETER);
  if (offset >= section->size || length > section->size - offset) return fail(ERROR_ACCESS_DENIED);
  return call.kernel.views->Map(section, offset, length == 0 ? section->size - offset : length);
}

BOOL WINAPI UnmapViewOfFile(LPCVOID address) {
  Call call;
  return call.kernel.views->Unmap(address) ? TRUE : Fail(ERROR_INVALID_ADDRESS);
}

// It is in the file already.
BOOL WINAPI FlushViewOfFile(LPCVOID address, SIZE_T) {
  Call call;
  return call.kernel.views->Begins(address) ? TRUE : Fail(ERROR_INVALID_ADDRESS);
}

}  // namespace wfx::model
