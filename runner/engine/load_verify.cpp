#include "runner/engine/load_verify.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <stdexcept>

#include "runner/engine/load_data.h"
#include "runner/engine/load_remains.h"
#include "runner/engine/load_verify_tags.h"

namespace wfx {
namespace {

constexpr std::uint64_t kVerifyChunk = 1ULL << 20;

std::size_t SameAsData(const char* data, std::span<const std::uint8_t> place) {
  if (std::memcmp(data, place.data(), place.size()) == 0) return place.size();
  const auto differs = std::mismatch(place.begin(), place.end(), data, [](std::uint8_t a, char b) {
    return a == static_cast<std::uint8_t>(b);
  });
  return static_cast<std::size_t>(differs.first - place.begin());
}

// Of a load whose blocks have no tags.
class DataExaminer {
 public:
  DataExaminer(Remains& remains, const std::vector<const LoadLoop*>& loops)
      : remains_(remains),
        loops_(loops),
        step_(std::max(loops.front()->settings().Step(), 1u)),
        steps_(std::max(loops.front()->settings().length, 1u) / step_) {}

  // Whole blocks at a time, so that none is torn by a chunk's end.
  std::string Examine(std::uint64_t writes_begin, std::uint64_t size) {
    std::vector<std::uint8_t> bytes(
        static_cast<std::size_t>(std::max(kVerifyChunk / step_, std::uint64_t{1}) * step_));
    std::string wrong = ExamineUnwritten(0, writes_begin, bytes);
    std::uint64_t offset = writes_begin;
    while (wrong.empty() && offset < size) {
      const auto chunk = std::span(bytes).first(
          static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), size - offset)));
      remains_.Read(chunk);
      wrong = ExamineWrites(offset, chunk);
      offset += chunk.size();
    }
    return wrong;
  }

 private:
  std::string ExamineUnwritten(std::uint64_t offset, std::uint64_t end,
                               std::span<std::uint8_t> bytes) {
    for (; offset < end; offset += bytes.size()) {
      const auto chunk = bytes.first(
          static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), end - offset)));
      remains_.Read(chunk);
      const std::size_t same = remains_.SameAsBefore(offset, chunk);
      if (same < chunk.size()) return Wrong(offset + same);
    }
    return "";
  }

  std::string ExamineWrites(std::uint64_t offset, std::span<const std::uint8_t> chunk) const {
    while (!chunk.empty()) {
      const auto place = chunk.first(std::min<std::size_t>(chunk.size(), step_));
      const std::size_t same = SameAsAny(offset, place);
      if (same < place.size()) return Wrong(offset + same);
      offset += place.size();
      chunk = chunk.subspan(place.size());
    }
    return "";
  }

  // How many of the bytes are what a part of one buffer, or the file before, would have there: the
  // most of any.
  std::size_t SameAsAny(std::uint64_t offset, std::span<const std::uint8_t> place) const {
    std::size_t most = 0;
    for (const LoadLoop* loop : loops_) {
      const std::uint32_t slots = loop->settings().queue_depth;
      for (std::uint32_t slot = 0; slot < slots && place.size() == step_; ++slot) {
        for (std::size_t step = 0; step < steps_; ++step) {
          most = std::max(most, SameAsData(loop->data().Of(slot) + step * step_, place));
          if (most == place.size()) return most;
        }
      }
    }
    return std::max(most, remains_.SameAsBefore(offset, place));
  }

  static std::string Wrong(std::uint64_t offset) {
    return "the byte at " + std::to_string(offset) +
           " of the file is neither what a write carried nor what was there before";
  }

  Remains& remains_;
  const std::vector<const LoadLoop*>& loops_;
  const std::size_t step_, steps_;  // bytes of a block, blocks of the longest write
};

Examination ExamineRemains(Remains& remains, const StagedFile& file,
                           const std::vector<const LoadLoop*>& loops) {
  const LoopSettings& settings = loops.front()->settings();
  const bool appends = settings.pattern == Load::Pattern::kAppend;
  std::uint64_t expected = file.initial_size;
  for (const LoadLoop* loop : loops) expected += appends ? loop->bytes_completed() : 0;
  if (const std::uint64_t found = remains.Size(); found != expected) {
    return {{"the file has " + std::to_string(found) + " bytes, its writes should have left " +
             std::to_string(expected)},
            0};
  }
  const std::uint64_t writes_begin = appends ? file.initial_size : 0;
  if (settings.tagged) return ExamineTags(remains, writes_begin, expected, loops);
  const std::string wrong = DataExaminer(remains, loops).Examine(writes_begin, expected);
  Examination examination;
  if (!wrong.empty()) examination.wrong.push_back(wrong);
  return examination;
}

}  // namespace

Examination ExamineFile(const Win32Api& api, const StagedFile& file,
                        const std::vector<const LoadLoop*>& loops) {
  try {
    Remains remains(api, file);
    return ExamineRemains(remains, file, loops);
  } catch (const std::runtime_error& problem) {
    return {{"what the writes left cannot be read back: " + std::string(problem.what())}, 0};
  }
}

}  // namespace wfx
