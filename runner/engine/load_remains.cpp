#include "runner/engine/load_remains.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "runner/names.h"

namespace wfx {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;

}  // namespace

Remains::Remains(const Win32Api& api, const StagedFile& file)
    : api_(api),
      file_(file),
      handle_(api, api.CreateFileW(file.path.c_str(), GENERIC_READ, kShareAll, nullptr,
                                   OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr)) {
  if (!handle_.valid()) Fail("CreateFileW");
}

void Remains::Fail(const char* function) const {
  throw std::runtime_error(std::string(function) + " failed with " +
                           DescribeError(api_.GetLastError()));
}

std::uint64_t Remains::Size() const {
  LARGE_INTEGER size{};
  if (!api_.GetFileSizeEx(handle_.get(), &size)) Fail("GetFileSizeEx");
  return static_cast<std::uint64_t>(size.QuadPart);
}

void Remains::ReadThrough(std::uint64_t begin, std::uint64_t end, std::size_t unit,
                          const Look& look) {
  std::vector<std::uint8_t> bytes(std::max(kChunk / unit, std::size_t{1}) * unit);
  for (std::uint64_t offset = begin; offset < end;) {
    const auto chunk = std::span(bytes).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), end - offset)));
    Read(chunk);
    if (!look(offset, chunk)) return;
    offset += chunk.size();
  }
}

void Remains::Read(std::span<std::uint8_t> chunk) {
  DWORD read = 0;
  if (!api_.ReadFile(handle_.get(), chunk.data(), static_cast<DWORD>(chunk.size()), &read,
                     nullptr)) {
    Fail("ReadFile");
  }
  if (read != chunk.size()) throw std::runtime_error("ReadFile gave less than the file has");
}

std::size_t Remains::SameAsBefore(std::uint64_t offset, std::span<const std::uint8_t> bytes) const {
  if (offset >= file_.initial_size) return 0;
  if (file_.filled) return file_.pattern.MatchLength(offset, bytes);
  const auto other =
      std::find_if(bytes.begin(), bytes.end(), [](std::uint8_t each) { return each != 0; });
  return static_cast<std::size_t>(other - bytes.begin());
}

}  // namespace wfx
