// The bytes of a case's files and writes, and where the bytes found at the end came from. Pure: no
// system is touched.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runner/observation.h"

namespace wfx {

// The seed of one case's data: the run's seed mixed with the case's full id, equal everywhere.
std::uint64_t SeedOf(std::uint64_t seed, std::string_view full_id);

// Pseudo-random bytes that can be computed at any offset. Zero, the bytes of files and the bytes of
// writes never share a value, so that one byte already tells them apart.
class Pattern {
 public:
  // The initial bytes of a file: each in [1, 127].
  static Pattern OfFile(std::uint64_t seed, std::string_view name);
  // The bytes of the case's write number `index`: the first is 0x80 + index % 64 and marks where a
  // write begins, the others are in [0xC0, 0xFF].
  static Pattern OfWrite(std::uint64_t seed, std::string_view name, std::uint32_t index);
  // Nothing but zeros.
  static Pattern Zeros();

  std::uint8_t At(std::uint64_t offset) const;
  // Fills `to` with the bytes from `offset` on.
  void Copy(std::uint64_t offset, std::span<std::uint8_t> to) const;
  // How many of the first bytes of `bytes` equal those from `offset` on.
  std::size_t MatchLength(std::uint64_t offset, std::span<const std::uint8_t> bytes) const;

 private:
  std::uint64_t Word(std::uint64_t number) const;

  std::uint64_t seed_ = 0;
  std::uint8_t first_ = 0;  // 0 = the bytes of a file
  bool zeros_ = false;
};

// One write, as far as its bytes can be recognized.
struct WrittenData {
  std::string name;
  Pattern pattern;
  std::uint64_t length = 0;
  std::optional<std::uint64_t> offset;  // asked for; none for an append or a stream of bytes
};

// Where the bytes of one object can come from.
struct ContentSources {
  std::optional<Pattern> fill;     // of the initial bytes; none when they were zeros
  std::uint64_t initial_size = 0;  // fill ends here
  std::vector<WrittenData>
      writes;  // in the order they were issued; a later one wins where two explain a byte
};

// Labels stretches of one object's bytes. A write is looked for first where it was asked to be,
// then where a part of it was found before, then everywhere.
class Labeller {
 public:
  explicit Labeller(ContentSources sources);

  // Says that byte `from` of write number `write` (in ContentSources) may stand at `offset`.
  void Hint(std::uint64_t offset, std::size_t write, std::uint64_t from);
  // Appends the runs of `bytes`, which stand at `offset`, to `runs`; joins runs that continue each
  // other. Beyond a few thousand runs the rest of `bytes` becomes one run of kOther.
  void Label(std::uint64_t offset, std::span<const std::uint8_t> bytes,
             std::vector<ContentRun>& runs);

 private:
  // Byte 0 of the write would stand at `base`, which is below 0 when its beginning is out of sight.
  struct Placement {
    std::size_t write = 0;
    std::int64_t base = 0;
    friend bool operator==(const Placement&, const Placement&) = default;
  };
  struct Match {
    Placement placement;
    std::size_t length = 0;
    bool certain = false;  // long enough, or all of the write, or up to the end of what is labelled
  };

  ContentRun Next(std::uint64_t offset, std::span<const std::uint8_t> bytes, bool after_other);
  std::size_t FillLength(std::uint64_t offset, std::span<const std::uint8_t> bytes) const;
  Match MatchAt(Placement placement, std::uint64_t offset,
                std::span<const std::uint8_t> bytes) const;
  Match BestPlacement(std::uint64_t offset, std::span<const std::uint8_t> bytes) const;
  Match BestBeginning(std::uint64_t offset, std::span<const std::uint8_t> bytes) const;
  Match Search(std::uint64_t offset, std::span<const std::uint8_t> bytes);
  Match FindWrite(std::uint64_t offset, std::span<const std::uint8_t> bytes);
  void Remember(Placement placement);
  bool IssuedLater(const ContentRun& run, const ContentRun& than) const;
  void Join(std::vector<ContentRun>& runs, ContentRun next, std::uint64_t offset,
            std::span<const std::uint8_t> bytes) const;

  ContentSources sources_;
  std::vector<Placement> placements_;
  std::vector<std::string> texts_;  // of the writes, made when the first search needs them
  int searches_left_ = 256;
};

// The parts of a file that are read at its end: all of it up to 64 MiB, otherwise 1 MiB on either
// side of where it began, where it ended before and ends now, and of what each write asked for.
// Ascending, apart from each other, within [0, size).
struct ByteRange {
  std::uint64_t begin = 0, end = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};
std::vector<ByteRange> TouchedRanges(const ContentSources& sources, std::uint64_t size);

}  // namespace wfx
