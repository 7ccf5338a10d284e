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
    std::string wrong;
    remains_.ReadThrough(0, writes_begin, step_, [&](std::uint64_t offset, auto chunk) {
      const std::size_t same = remains_.SameAsBefore(offset, chunk);
      if (same < chunk.size()) wrong = Wrong(offset + same);
      return wrong.empty();
    });
    if (!wrong.empty()) return wrong;
    remains_.ReadThrough(writes_begin, size, step_, [&](std::uint64_t offset, auto chunk) {
      wrong = ExamineWrites(offset, chunk);
      return wrong.empty();
    });
    return wrong;
  }

 private:
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
  const std::uint64_t found = remains.Size();
  const std::uint64_t end = std::min(found, expected);
  const std::uint64_t writes_begin = std::min(appends ? file.initial_size : 0, end);

  Examination examination;
  if (settings.tagged) {
    examination = ExamineTags(remains, writes_begin, end, loops);
  } else if (const std::string wrong = DataExaminer(remains, loops).Examine(writes_begin, end);
             !wrong.empty()) {
    examination.wrong.push_back(wrong);
  }
  if (found != expected) {
    examination.wrong.insert(examination.wrong.begin(),
                             "the file has " + std::to_string(found) +
                                 " bytes, its writes should have left " + std::to_string(expected));
  }
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
