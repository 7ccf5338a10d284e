// Finding out where the bytes of a file came from.
#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "runner/engine/content.h"

namespace wfx {
namespace {

// A shorter agreement may be an accident (1 in 64 a byte).
constexpr std::size_t kCertainLength = 8;
// After bytes of unknown origin, an agreement must be this long to end them: garbage stays one run.
constexpr std::size_t kResumeLength = 4;
constexpr std::size_t kMaximumRuns = 4096;
constexpr std::uint64_t kSearchedLength = 16ULL << 20;

bool Continues(const ContentRun& run, const ContentRun& next) {
  if (run.origin != next.origin || run.offset + run.length != next.offset) return false;
  if (run.origin != ContentRun::Origin::kWrite) return true;
  return run.write == next.write && run.from + run.length == next.from;
}

// Large files are mostly zeros: they are compared by blocks before a byte is looked at.
std::size_t ZeroLength(std::span<const std::uint8_t> bytes) {
  static constexpr std::array<std::uint8_t, 4096> kZeros{};
  std::size_t length = 0;
  while (bytes.size() - length >= kZeros.size() &&
         std::memcmp(&bytes[length], kZeros.data(), kZeros.size()) == 0) {
    length += kZeros.size();
  }
  while (length < bytes.size() && bytes[length] == 0) ++length;
  return length;
}

bool BeginsAWrite(std::uint8_t byte) { return byte >= 0x80 && byte < 0xC0; }
bool CanBeFill(std::uint8_t byte) { return byte > 0 && byte < 0x80; }

}  // namespace

Labeller::Labeller(ContentSources sources) : sources_(std::move(sources)) {
  for (std::size_t write = 0; write < sources_.writes.size(); ++write) {
    if (sources_.writes[write].offset) Hint(*sources_.writes[write].offset, write, 0);
  }
}

void Labeller::Hint(std::uint64_t offset, std::size_t write, std::uint64_t from) {
  Remember({write, static_cast<std::int64_t>(offset - from)});
}

void Labeller::Remember(Placement placement) {
  const bool known =
      std::find(placements_.begin(), placements_.end(), placement) != placements_.end();
  if (!known && placements_.size() < kMaximumRuns) placements_.push_back(placement);
}

void Labeller::Label(std::uint64_t offset, std::span<const std::uint8_t> bytes,
                     std::vector<ContentRun>& runs) {
  const std::size_t runs_before = runs.size();
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto rest = bytes.subspan(done);
    ContentRun next;
    if (runs.size() - runs_before >= kMaximumRuns) {
      next = {offset + done, rest.size(), ContentRun::Origin::kOther, "", 0};
    } else {
      const bool after_other = done > 0 && runs.back().origin == ContentRun::Origin::kOther;
      next = Next(offset + done, rest, after_other);
    }
    done += next.length;
    Join(runs, std::move(next), offset, bytes);
  }
}

ContentRun Labeller::Next(std::uint64_t offset, std::span<const std::uint8_t> bytes,
                          bool after_other) {
  ContentRun run{offset, 1, ContentRun::Origin::kOther, "", 0};
  const auto resumes = [&](std::size_t length) {
    return length > 0 && (!after_other || length >= std::min(kResumeLength, bytes.size()));
  };
  if (bytes.front() == 0) {
    const std::size_t length = ZeroLength(bytes);
    if (resumes(length)) run.origin = ContentRun::Origin::kZero;
    run.length = length;
  } else if (CanBeFill(bytes.front())) {
    const std::size_t length = FillLength(offset, bytes);
    const bool stops_here = length > 0 && length < bytes.size() && !CanBeFill(bytes[length]);
    if (!resumes(length) && !stops_here) return run;
    run.origin = ContentRun::Origin::kFill;
    run.length = length;
  } else {
    const Match match = FindWrite(offset, bytes);
    if (!match.certain && !resumes(match.length)) return run;
    Remember(match.placement);
    run.origin = ContentRun::Origin::kWrite;
    run.length = match.length;
    run.write = sources_.writes[match.placement.write].name;
    run.from = offset - static_cast<std::uint64_t>(match.placement.base);
  }
  return run;
}

std::size_t Labeller::FillLength(std::uint64_t offset, std::span<const std::uint8_t> bytes) const {
  if (!sources_.fill || offset >= sources_.initial_size) return 0;
  const std::uint64_t there = std::min<std::uint64_t>(bytes.size(), sources_.initial_size - offset);
  return sources_.fill->MatchLength(offset, bytes.first(static_cast<std::size_t>(there)));
}

Labeller::Match Labeller::MatchAt(Placement placement, std::uint64_t offset,
                                  std::span<const std::uint8_t> bytes) const {
  const WrittenData& write = sources_.writes[placement.write];
  // Unsigned on purpose: an offset before the write's beginning becomes a huge one.
  const std::uint64_t from = offset - static_cast<std::uint64_t>(placement.base);
  if (from >= write.length) return {placement, 0, false};
  const std::uint64_t there = std::min<std::uint64_t>(bytes.size(), write.length - from);
  const std::size_t length =
      write.pattern.MatchLength(from, bytes.first(static_cast<std::size_t>(there)));
  const bool certain = length > 0 && (length >= kCertainLength || length == there);
  return {placement, length, certain};
}

Labeller::Match Labeller::BestPlacement(std::uint64_t offset,
                                        std::span<const std::uint8_t> bytes) const {
  Match best;
  for (const Placement& placement : placements_) {
    const Match match = MatchAt(placement, offset, bytes);
    const bool later = match.length == best.length && placement.write > best.placement.write;
    if (match.length > best.length || (match.length > 0 && later)) best = match;
  }
  return best;
}

Labeller::Match Labeller::BestBeginning(std::uint64_t offset,
                                        std::span<const std::uint8_t> bytes) const {
  Match best;
  if (!BeginsAWrite(bytes.front())) return best;
  for (std::size_t write = 0; write < sources_.writes.size(); ++write) {
    const Match match = MatchAt({write, static_cast<std::int64_t>(offset)}, offset, bytes);
    if (match.length >= best.length && match.length > 0) best = match;
  }
  return best;
}

// Looks for the first bytes everywhere in every write. The number of searches is bounded, so that a
// file full of garbage costs no more than a moment.
Labeller::Match Labeller::Search(std::uint64_t offset, std::span<const std::uint8_t> bytes) {
  Match best;
  if (bytes.size() < kCertainLength || searches_left_ == 0) return best;
  --searches_left_;
  if (texts_.empty()) {
    for (const WrittenData& write : sources_.writes) {
      std::vector<std::uint8_t> text(
          write.length <= kSearchedLength ? static_cast<std::size_t>(write.length) : 0);
      write.pattern.Copy(0, text);
      texts_.emplace_back(text.begin(), text.end());
    }
  }
  const std::string wanted(bytes.begin(), bytes.begin() + kCertainLength);
  for (std::size_t write = 0; write < texts_.size(); ++write) {
    const std::size_t from = texts_[write].find(wanted);
    if (from == std::string::npos) continue;
    const Match match = MatchAt({write, static_cast<std::int64_t>(offset - from)}, offset, bytes);
    if (match.length >= best.length) best = match;
  }
  return best;
}

Labeller::Match Labeller::FindWrite(std::uint64_t offset, std::span<const std::uint8_t> bytes) {
  const Match placed = BestPlacement(offset, bytes);
  if (placed.certain) return placed;
  const Match begun = BestBeginning(offset, bytes);
  if (begun.certain && begun.length > placed.length) return begun;
  const Match found = Search(offset, bytes);
  if (found.certain) return found;
  if (placed.length == 0 && begun.length > 1) return begun;
  return placed;
}

bool Labeller::IssuedLater(const ContentRun& run, const ContentRun& than) const {
  for (auto write = sources_.writes.rbegin(); write != sources_.writes.rend(); ++write) {
    if (write->name == than.write) return false;
    if (write->name == run.write) return true;
  }
  return false;
}

// Adds `next` to the runs. Where the bytes before it are explained by both neighbours, they belong
// to the write that was issued later.
void Labeller::Join(std::vector<ContentRun>& runs, ContentRun next, std::uint64_t offset,
                    std::span<const std::uint8_t> bytes) const {
  constexpr auto kWrite = ContentRun::Origin::kWrite;
  const bool touches = !runs.empty() && runs.back().offset >= offset;
  if (touches && next.origin == kWrite && runs.back().origin == kWrite &&
      IssuedLater(next, runs.back())) {
    ContentRun& before = runs.back();
    const auto write =
        std::find_if(sources_.writes.begin(), sources_.writes.end(),
                     [&](const WrittenData& each) { return each.name == next.write; });
    while (next.from > 0 && before.length > 1 &&
           write->pattern.At(next.from - 1) ==
               bytes[static_cast<std::size_t>(next.offset - 1 - offset)]) {
      --next.offset, --next.from, ++next.length, --before.length;
    }
  }
  if (!runs.empty() && Continues(runs.back(), next)) {
    runs.back().length += next.length;
  } else {
    runs.push_back(std::move(next));
  }
}

}  // namespace wfx
