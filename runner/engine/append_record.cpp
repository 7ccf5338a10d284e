#include "runner/engine/append_record.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace wfx {
namespace {

constexpr std::uint32_t kMagic = 0x52786677;  // "wfxR"

// How a record begins.
struct Header {
  std::uint32_t magic = kMagic, length = 0, writer = 0, number = 0;
  std::uint64_t begun = 0, checksum = 0;
};
static_assert(sizeof(Header) == kShortestRecord);

Header HeaderOf(std::span<const std::uint8_t> record) {
  Header header;
  std::memcpy(&header, record.data(), sizeof header);
  return header;
}

std::uint64_t Mixed(std::uint64_t value, std::uint64_t with) {
  value = (value ^ with) * 0x9E3779B97F4A7C15;
  return value ^ (value >> 29);
}

// Over the header, whose checksum counts as 0, and what follows. Eight bytes at a time.
std::uint64_t ChecksumOf(Header header, std::span<const std::uint8_t> rest, std::uint64_t seed) {
  header.checksum = 0;
  std::array<std::uint64_t, sizeof(Header) / 8> words{};
  std::memcpy(words.data(), &header, sizeof header);
  std::uint64_t sum = seed;
  for (const std::uint64_t word : words) sum = Mixed(sum, word);
  while (!rest.empty()) {
    std::uint64_t word = 0;
    const std::size_t length = std::min(rest.size(), sizeof word);
    std::memcpy(&word, rest.data(), length);
    sum = Mixed(sum, word);
    rest = rest.subspan(length);
  }
  return sum;
}

// Goes through a file from its first record on.
class Count {
 public:
  Count(std::span<const std::uint8_t> bytes, const AppendOrder& order)
      : bytes_(bytes), order_(order), places_(std::size_t{order.writers} * order.records) {}

  RecordCount Of(std::span<const AppendTally> tallies) {
    Scan();
    CompareTimes();
    CompareTallies(tallies);
    return count_;
  }

 private:
  struct Place {
    bool found = false;
    std::uint64_t offset = 0, begun = 0;
  };

  Place& PlaceOf(std::uint32_t writer, std::uint32_t number) {
    return places_[std::size_t{writer} * order_.records + number];
  }

  std::optional<AppendTag> RecordAt(std::size_t offset) const {
    if (bytes_.size() - offset < order_.length) return std::nullopt;
    const auto tag = TagOf(bytes_.subspan(offset, order_.length), order_.seed);
    const bool known = tag && tag->writer < order_.writers && tag->number < order_.records;
    return known ? tag : std::nullopt;
  }

  void Offend(std::uint64_t& kind, std::uint64_t offset) {
    ++kind;
    count_.first_offense = std::min(offset, count_.first_offense.value_or(offset));
  }

  void Scan() {
    std::vector<std::int64_t> last(order_.writers, -1);
    bool in_torn = false;
    for (std::size_t offset = 0; offset < bytes_.size();) {
      const auto tag = RecordAt(offset);
      if (!tag) {
        if (!in_torn) Offend(count_.torn, offset);
        in_torn = true;
        ++offset;
        continue;
      }
      in_torn = false;
      Note(*tag, offset, last[tag->writer]);
      offset += order_.length;
    }
  }

  void Note(const AppendTag& tag, std::uint64_t offset, std::int64_t& last) {
    Place& place = PlaceOf(tag.writer, tag.number);
    if (place.found) return Offend(count_.doubled, offset);
    place = {true, offset, tag.begun};
    ++count_.found;
    if (tag.number < last) Offend(count_.disordered, offset);
    last = std::max<std::int64_t>(last, tag.number);
  }

  void CompareTimes() {
    std::vector<std::size_t> in_file;
    for (std::size_t index = 0; index < places_.size(); ++index) {
      if (places_[index].found) in_file.push_back(index);
    }
    std::ranges::sort(in_file, {}, [&](std::size_t index) { return places_[index].offset; });
    std::uint64_t latest_begin = 0;
    for (const std::size_t index : in_file) {
      const bool is_last = (index + 1) % order_.records == 0;
      if (!is_last && places_[index + 1].found && places_[index + 1].begun < latest_begin)
        Offend(count_.overtaken, places_[index].offset);
      latest_begin = std::max(latest_begin, places_[index].begun);
    }
  }

  void CompareTallies(std::span<const AppendTally> tallies) {
    for (std::uint32_t writer = 0; writer < order_.writers; ++writer) {
      const AppendTally& tally = tallies[writer];
      std::vector<bool> failed(order_.records);
      for (const auto& [number, error] : tally.failed) failed[number] = true;
      // Of the append that has not ended nobody knows whether its record is there.
      const std::uint32_t ended = tally.issued - tally.endless;
      for (std::uint32_t number = 0; number < order_.records; ++number) {
        const Place& place = PlaceOf(writer, number);
        const bool completed = number < ended && !failed[number];
        if (completed && !place.found) ++count_.lost;
        if (place.found && (number >= tally.issued || failed[number]))
          Offend(count_.unasked, place.offset);
      }
    }
  }

  const std::span<const std::uint8_t> bytes_;
  const AppendOrder& order_;
  std::vector<Place> places_;
  RecordCount count_;
};

}  // namespace

void MakeRecord(const AppendTag& tag, std::uint64_t seed, std::span<std::uint8_t> record) {
  Header header{
      kMagic, static_cast<std::uint32_t>(record.size()), tag.writer, tag.number, tag.begun, 0};
  const std::span rest = record.subspan(sizeof header);
  const std::uint64_t own = Mixed(Mixed(seed, tag.writer), tag.number);
  for (std::size_t index = 0; index < rest.size(); ++index)
    rest[index] = static_cast<std::uint8_t>(own >> index % 8 * 8);
  header.checksum = ChecksumOf(header, rest, seed);
  std::memcpy(record.data(), &header, sizeof header);
}

std::optional<AppendTag> TagOf(std::span<const std::uint8_t> record, std::uint64_t seed) {
  if (record.size() < sizeof(Header)) return std::nullopt;
  const Header header = HeaderOf(record);
  if (header.magic != kMagic || header.length != record.size()) return std::nullopt;
  if (header.checksum != ChecksumOf(header, record.subspan(sizeof header), seed))
    return std::nullopt;
  return AppendTag{header.writer, header.number, header.begun};
}

RecordCount CountRecords(std::span<const std::uint8_t> bytes, const AppendOrder& order,
                         std::span<const AppendTally> tallies) {
  return Count(bytes, order).Of(tallies);
}

}  // namespace wfx
