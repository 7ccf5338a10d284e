#include "runner/engine/load_verify_tags.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "runner/engine/load_data.h"
#include "runner/engine/load_tags.h"

namespace wfx {
namespace {

class TagExaminer {
 public:
  TagExaminer(Remains& remains, const std::vector<const LoadLoop*>& loops)
      : remains_(remains), first_(loops.front()->tags()) {
    for (const LoadLoop* loop : loops) {
      // A loop that writes no tags cannot have been told to.
      if (loop->tags() == nullptr) throw std::runtime_error("a loop of the load wrote no tags");
      writers_.emplace(loop->settings().writer, loop->tags());
    }
    if (Appends())
      for (const auto& [writer, tags] : writers_)
        appended_[writer].resize(static_cast<std::size_t>(tags->issued()));
  }

  Examination Examine(std::uint64_t writes_begin, std::uint64_t size) {
    const std::size_t block = Blocks().size();
    const auto look = [&](std::uint64_t offset, std::span<const std::uint8_t> chunk) {
      for (std::size_t at = 0; at < chunk.size(); at += block) {
        const auto one = chunk.subspan(at, std::min(block, chunk.size() - at));
        if (offset < writes_begin || one.size() < block) {
          ExamineUntagged(offset + at, one);
        } else {
          ExamineBlock(offset + at, one);
        }
      }
      return true;
    };
    // What was there before an append ends where the appended blocks begin.
    remains_.ReadThrough(0, writes_begin, block, look);
    remains_.ReadThrough(writes_begin, size, block, look);
    if (Appends() && next_)
      Note(Kind::kTorn, size, "the last write before the end", " is not whole");
    return std::move(found_);
  }

 private:
  enum class Kind { kTorn, kMisplaced, kLost, kNeverIssued, kTwice, kChanged };

  const LoadTags& First() const { return *first_; }
  const TaggedBlocks& Blocks() const { return First().blocks(); }
  bool Appends() const { return First().settings().pattern == Load::Pattern::kAppend; }

  // "write 12 of thread 2".
  std::string Named(std::uint32_t writer, std::uint64_t number) const {
    const auto tags = writers_.find(writer);
    const std::string label =
        tags == writers_.end() ? "a thread that there is not" : tags->second->settings().label;
    return "write " + std::to_string(number) + (label.empty() ? "" : " of " + label);
  }

  // Whether writes that were outstanding together went there: no more than a sector of them is
  // promised to be whole. When those of different threads were, nobody knows.
  bool IsOfSeveral(std::uint64_t offset) const {
    int wrote = 0;
    for (const auto& [writer, tags] : writers_) {
      if (tags->Met(offset)) return true;
      if (tags->OldestLeft(offset)) ++wrote;
    }
    return wrote > 1;
  }

  // The first of a kind becomes a line, the others are counted.
  void Note(Kind kind, std::uint64_t offset, const std::string& what, const std::string& how) {
    Seen& seen = seen_[kind];
    if (seen.count++ == 0) {
      seen.line = found_.wrong.size();
      seen.words = "the block at " + std::to_string(offset) + " of the file " + what + how;
      found_.wrong.push_back(seen.words);
    } else {
      const std::uint64_t more = seen.count - 1;
      found_.wrong[seen.line] = seen.words + "; so it is with " + std::to_string(more) +
                                (more == 1 ? " other block" : " other blocks");
    }
  }

  // Where no write of the load goes.
  void ExamineUntagged(std::uint64_t offset, std::span<const std::uint8_t> bytes) {
    const std::size_t same = remains_.SameAsBefore(offset, bytes);
    if (same == bytes.size()) return;
    Note(Kind::kChanged, offset,
         "is not what was there before, from its byte " + std::to_string(same) + " on",
         ", and no write went there");
  }

  void ExamineBlock(std::uint64_t offset, std::span<const std::uint8_t> block) {
    const std::optional<BlockTag> tag = TaggedBlocks::Read(block);
    if (!tag) return ExamineWithoutTag(offset, block);
    const std::string write = Named(tag->writer, tag->number);
    const std::size_t same = Blocks().MatchLength(*tag, block);
    if (same != block.size()) {
      if (IsOfSeveral(offset)) return;
      return Note(Kind::kTorn, offset, "is torn: it begins as " + write,
                  ", its byte " + std::to_string(same) + " is not of that");
    }
    const auto writer = writers_.find(tag->writer);
    if (tag->seed != Blocks().seed() || writer == writers_.end() ||
        tag->number >= writer->second->issued()) {
      return Note(Kind::kNeverIssued, offset, "is tagged as " + write, ", which was never issued");
    }
    if (Appends()) return ExamineAppended(offset, *tag);
    if (tag->place != offset) {
      return Note(Kind::kMisplaced, offset, "holds " + write,
                  ", whose block was for " + std::to_string(tag->place));
    }
    const std::optional<std::uint64_t> oldest = writer->second->OldestLeft(offset);
    if (!oldest)
      return Note(Kind::kNeverIssued, offset, "is tagged as " + write, ", which never went there");
    if (tag->number < *oldest) {
      return Note(
          Kind::kLost, offset, "holds " + write,
          ", which was over before " + Named(tag->writer, *oldest) + " went there: that is lost");
    }
    ++found_.tagged_blocks;
  }

  void ExamineWithoutTag(std::uint64_t offset, std::span<const std::uint8_t> block) {
    const bool unchanged = remains_.SameAsBefore(offset, block) == block.size();
    for (const auto& [number, tags] : writers_) {
      const std::optional<std::uint64_t> went = tags->OldestLeft(offset);
      if (!went || !unchanged) continue;
      return Note(Kind::kLost, offset, "holds what was there before",
                  ", although " + Named(number, *went) + " went there: that is lost");
    }
    if (!unchanged && !IsOfSeveral(offset))
      Note(Kind::kTorn, offset, "is torn: it has no whole tag",
           " and is not what was there before");
  }

  // Appended writes stand one behind the other, each whole and once; which is first nobody said.
  void ExamineAppended(std::uint64_t offset, const BlockTag& tag) {
    const std::string write = Named(tag.writer, tag.number);
    const bool follows = next_ ? tag.writer == next_->writer && tag.number == next_->number &&
                                     tag.index == next_->index
                               : tag.index == 0;
    if (!follows || tag.place != LoadPlaces::kEndOfFile) {
      Note(Kind::kMisplaced, offset, "is block " + std::to_string(tag.index) + " of " + write,
           ", which does not follow the block before it");
      next_.reset();
      return;
    }
    next_ = tag;
    if (++next_->index == tag.blocks) next_.reset();
    auto appended = appended_[tag.writer].begin() + static_cast<std::ptrdiff_t>(tag.number);
    if (tag.index == 0 && *appended) Note(Kind::kTwice, offset, "holds " + write, " once more");
    *appended = true;
    ++found_.tagged_blocks;
  }

  struct Seen {
    std::uint64_t count = 0;
    std::size_t line = 0;
    std::string words;
  };
  Remains& remains_;
  const LoadTags* const first_;
  std::map<std::uint32_t, const LoadTags*> writers_;
  std::map<std::uint32_t, std::vector<bool>> appended_;  // of each writer, which writes were found
  std::optional<BlockTag> next_;                         // what must follow an appended block
  std::map<Kind, Seen> seen_;
  Examination found_;
};

}  // namespace

Examination ExamineTags(Remains& remains, std::uint64_t writes_begin, std::uint64_t size,
                        const std::vector<const LoadLoop*>& loops) {
  return TagExaminer(remains, loops).Examine(writes_begin, size);
}

}  // namespace wfx
