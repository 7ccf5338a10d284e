#include "runner/engine/content.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace wfx {
namespace {

constexpr std::size_t kWordSize = 8;
constexpr std::uint64_t kWholeFile = 64ULL << 20;
constexpr std::uint64_t kReadMargin = 1ULL << 20;

// splitmix64, the same on every platform.
std::uint64_t Mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

// FNV-1a.
std::uint64_t Hash(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char each : text) {
    hash = (hash ^ static_cast<std::uint8_t>(each)) * 0x100000001B3ULL;
  }
  return hash;
}

std::uint8_t ByteOf(std::uint64_t word, std::size_t index) {
  return static_cast<std::uint8_t>(word >> (8 * index));
}

// A word's first byte is its lowest, so that words and bytes agree.
static_assert(std::endian::native == std::endian::little);
std::uint64_t WordFrom(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, kWordSize);
  return word;
}

}  // namespace

std::uint64_t SeedOf(std::uint64_t seed, std::string_view full_id) {
  return Mix(Mix(seed) ^ Hash(full_id));
}

Pattern Pattern::OfFile(std::uint64_t seed, std::string_view name) {
  Pattern pattern;
  pattern.seed_ = Mix(seed ^ Hash(name));
  return pattern;
}

Pattern Pattern::OfWrite(std::uint64_t seed, std::string_view name, std::uint32_t index) {
  Pattern pattern;
  pattern.seed_ = Mix(~seed ^ Hash(name));
  pattern.first_ = static_cast<std::uint8_t>(0x80 + index % 64);
  return pattern;
}

Pattern Pattern::Zeros() {
  Pattern pattern;
  pattern.zeros_ = true;
  return pattern;
}

std::uint64_t Pattern::Word(std::uint64_t number) const {
  if (zeros_) return 0;
  std::uint64_t word = Mix(seed_ + number);
  if (first_ == 0) {
    word &= 0x7F7F7F7F7F7F7F7FULL;
    // Turns each byte that is 0 into 1: its top bit stays clear when 0x7F is added.
    const std::uint64_t nonzero = (word + 0x7F7F7F7F7F7F7F7FULL) & 0x8080808080808080ULL;
    return word | ((nonzero ^ 0x8080808080808080ULL) >> 7);
  }
  word |= 0xC0C0C0C0C0C0C0C0ULL;
  return number == 0 ? (word & ~0xFFULL) | first_ : word;
}

std::uint8_t Pattern::At(std::uint64_t offset) const {
  return ByteOf(Word(offset / kWordSize), offset % kWordSize);
}

void Pattern::Copy(std::uint64_t offset, std::span<std::uint8_t> to) const {
  std::size_t done = 0;
  for (; done < to.size() && (offset + done) % kWordSize != 0; ++done) to[done] = At(offset + done);
  for (; to.size() - done >= kWordSize; done += kWordSize) {
    const std::uint64_t word = Word((offset + done) / kWordSize);
    std::memcpy(&to[done], &word, kWordSize);
  }
  for (; done < to.size(); ++done) to[done] = At(offset + done);
}

std::size_t Pattern::MatchLength(std::uint64_t offset, std::span<const std::uint8_t> bytes) const {
  std::size_t length = 0;
  while (length < bytes.size()) {
    const bool whole_word =
        (offset + length) % kWordSize == 0 && bytes.size() - length >= kWordSize;
    if (whole_word && WordFrom(&bytes[length]) == Word((offset + length) / kWordSize)) {
      length += kWordSize;
    } else if (bytes[length] == At(offset + length)) {
      ++length;
    } else {
      break;
    }
  }
  return length;
}

std::vector<ByteRange> TouchedRanges(const ContentSources& sources, std::uint64_t size) {
  if (size == 0) return {};
  if (size <= kWholeFile) return {{0, size}};
  std::vector<ByteRange> ranges;
  const auto add = [&](std::uint64_t begin, std::uint64_t end) {
    begin = begin > kReadMargin ? begin - kReadMargin : 0;
    end = end < size && size - end > kReadMargin ? end + kReadMargin : size;
    if (begin < end) ranges.push_back({begin, end});
  };
  add(0, 0);
  add(sources.initial_size, sources.initial_size);
  add(size, size);
  for (const WrittenData& write : sources.writes) {
    if (write.offset && *write.offset < size) {
      add(*write.offset, *write.offset + std::min(write.length, size - *write.offset));
    }
  }
  std::sort(ranges.begin(), ranges.end(),
            [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
  std::vector<ByteRange> apart;
  for (const ByteRange& range : ranges) {
    if (!apart.empty() && range.begin <= apart.back().end) {
      apart.back().end = std::max(apart.back().end, range.end);
    } else {
      apart.push_back(range);
    }
  }
  return apart;
}

}  // namespace wfx
