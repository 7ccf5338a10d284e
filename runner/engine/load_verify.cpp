#include "runner/engine/load_verify.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <stdexcept>
#include <vector>

#include "runner/names.h"
#include "runner/win32/handle.h"

namespace wfx {
namespace {

constexpr std::uint64_t kVerifyChunk = 1ULL << 20;

class Examiner {
 public:
  Examiner(const Win32Api& api, const StagedFile& file, const LoadTraces& traces)
      : api_(api),
        file_(file),
        traces_(traces),
        handle_(api, api.CreateFileW(file.path.c_str(), GENERIC_READ, kShareAll, nullptr,
                                     OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr)) {
    if (!handle_.valid()) Fail("CreateFileW");
  }

  std::string Examine() {
    LARGE_INTEGER size{};
    if (!api_.GetFileSizeEx(handle_.get(), &size)) Fail("GetFileSizeEx");
    const bool appends = traces_.pattern == Load::Pattern::kAppend;
    const std::uint64_t expected = file_.initial_size + (appends ? traces_.bytes_completed : 0);
    const auto found = static_cast<std::uint64_t>(size.QuadPart);
    if (found != expected) {
      return "the file has " + std::to_string(found) + " bytes, its writes should have left " +
             std::to_string(expected);
    }
    return ExamineBytes(appends ? file_.initial_size : 0, expected);
  }

 private:
  [[noreturn]] void Fail(const char* function) const {
    throw std::runtime_error(std::string(function) + " failed with " +
                             DescribeError(api_.GetLastError()));
  }

  // Whole writes at a time, so that none is torn by a chunk's end.
  std::string ExamineBytes(std::uint64_t writes_begin, std::uint64_t size) {
    const std::uint64_t length = std::max<std::uint64_t>(traces_.length, 1);
    std::vector<std::uint8_t> bytes(
        static_cast<std::size_t>(std::max(kVerifyChunk / length, std::uint64_t{1}) * length));
    std::string wrong = ExamineUnwritten(0, writes_begin, bytes);
    std::uint64_t offset = writes_begin;
    while (wrong.empty() && offset < size) {
      const auto chunk = std::span(bytes).first(
          static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), size - offset)));
      Read(chunk);
      wrong = ExamineWrites(offset, chunk);
      offset += chunk.size();
    }
    return wrong;
  }

  std::string ExamineUnwritten(std::uint64_t offset, std::uint64_t end,
                               std::span<std::uint8_t> bytes) {
    for (; offset < end; offset += bytes.size()) {
      const auto chunk = bytes.first(
          static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), end - offset)));
      Read(chunk);
      const std::size_t same = SameAsBefore(offset, chunk);
      if (same < chunk.size()) return Wrong(offset + same);
    }
    return "";
  }

  void Read(std::span<std::uint8_t> chunk) {
    DWORD read = 0;
    if (!api_.ReadFile(handle_.get(), chunk.data(), static_cast<DWORD>(chunk.size()), &read,
                       nullptr)) {
      Fail("ReadFile");
    }
    if (read != chunk.size()) throw std::runtime_error("ReadFile gave less than the file has");
  }

  std::string ExamineWrites(std::uint64_t offset, std::span<const std::uint8_t> chunk) const {
    while (!chunk.empty()) {
      const auto place =
          chunk.first(std::min<std::size_t>(chunk.size(), std::max(traces_.length, 1u)));
      const std::size_t same = SameAsAny(offset, place);
      if (same < place.size()) return Wrong(offset + same);
      offset += place.size();
      chunk = chunk.subspan(place.size());
    }
    return "";
  }

  // How many of the bytes are what one buffer, or the file before, would have there: the most of
  // any.
  std::size_t SameAsAny(std::uint64_t offset, std::span<const std::uint8_t> place) const {
    std::size_t most = 0;
    for (const LoadData* data : traces_.data) {
      for (std::uint32_t slot = 0; slot < traces_.slots && place.size() == traces_.length; ++slot) {
        most = std::max(most, SameAs(data->Of(slot), place));
        if (most == place.size()) return most;
      }
    }
    return std::max(most, SameAsBefore(offset, place));
  }

  static std::size_t SameAs(const char* data, std::span<const std::uint8_t> place) {
    if (std::memcmp(data, place.data(), place.size()) == 0) return place.size();
    const auto differs =
        std::mismatch(place.begin(), place.end(), data,
                      [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); });
    return static_cast<std::size_t>(differs.first - place.begin());
  }

  // Appended bytes were not there before.
  std::size_t SameAsBefore(std::uint64_t offset, std::span<const std::uint8_t> place) const {
    if (offset >= file_.initial_size) return 0;
    if (file_.filled) return file_.pattern.MatchLength(offset, place);
    const auto other =
        std::find_if(place.begin(), place.end(), [](std::uint8_t each) { return each != 0; });
    return static_cast<std::size_t>(other - place.begin());
  }

  static std::string Wrong(std::uint64_t offset) {
    return "the byte at " + std::to_string(offset) +
           " of the file is neither what a write carried nor what was there before";
  }

  const Win32Api& api_;
  const StagedFile& file_;
  const LoadTraces& traces_;
  const Handle handle_;
};

}  // namespace

std::string WrongInFile(const Win32Api& api, const StagedFile& file, const LoadTraces& traces) {
  try {
    return Examiner(api, file, traces).Examine();
  } catch (const std::runtime_error& problem) {
    return "what the writes left cannot be read back: " + std::string(problem.what());
  }
}

}  // namespace wfx
