// One record that is lost, torn or doubled among ten thousand is found, wherever it is.
#include "runner/engine/append_record.h"

#include <gtest/gtest.h>

#include <random>

namespace wfx {
namespace {

constexpr std::uint64_t kSeed = 7;
constexpr std::uint32_t kWriters = 16, kRecords = 625, kLength = 64;

// What writers leave that take turns by chance.
struct Log {
  AppendOrder order;
  std::vector<AppendTally> tallies;
  std::vector<AppendTag> tags;
  std::vector<std::uint8_t> bytes;

  explicit Log(std::uint64_t chance, std::uint32_t records = kRecords) {
    order.seed = kSeed;
    order.writers = kWriters;
    order.records = records;
    order.length = kLength;
    tallies.assign(kWriters, {records, records, 0, 0, {}});
    std::mt19937_64 random(chance);
    std::vector<std::uint32_t> next(kWriters);
    for (std::uint64_t time = 1; tags.size() < std::size_t{kWriters} * records; ++time) {
      const auto writer = static_cast<std::uint32_t>(random() % kWriters);
      if (next[writer] < records) tags.push_back({writer, next[writer]++, time});
    }
    bytes.resize(tags.size() * kLength);
    for (std::size_t index = 0; index < tags.size(); ++index)
      MakeRecord(tags[index], kSeed, std::span(bytes).subspan(index * kLength, kLength));
  }

  RecordCount Count() const { return CountRecords(bytes, order, tallies); }
  void Erase(std::size_t index) {
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(index * kLength);
    bytes.erase(begin, begin + kLength);
  }
};

TEST(Records, WholeOnesAreFound) {
  const RecordCount count = Log(1).Count();
  EXPECT_EQ(count.found, 10'000u);
  EXPECT_EQ(count.lost + count.doubled + count.torn + count.unasked, 0u);
  EXPECT_EQ(count.disordered + count.overtaken, 0u);
  EXPECT_FALSE(count.first_offense.has_value());
}

TEST(Records, OneLostInTenThousandIsFoundEveryTime) {
  const Log whole(2);
  std::mt19937_64 random(2);
  for (int round = 0; round < 25; ++round) {
    Log log = whole;
    log.Erase(random() % 10'000);
    const RecordCount count = log.Count();
    ASSERT_EQ(count.lost, 1u);
    ASSERT_EQ(count.found, 9'999u);
    ASSERT_EQ(count.torn, 0u);
  }
}

TEST(Records, OneTornInTenThousandIsFoundEveryTime) {
  const Log whole(3);
  std::mt19937_64 random(3);
  for (int round = 0; round < 25; ++round) {
    Log log = whole;
    const std::size_t place = random() % log.bytes.size();
    log.bytes[place] ^= static_cast<std::uint8_t>(1 + random() % 255);
    const RecordCount count = log.Count();
    ASSERT_EQ(count.torn, 1u) << place;
    ASSERT_EQ(count.lost, 1u) << place;
    ASSERT_EQ(count.first_offense, place / kLength * kLength);
  }
}

TEST(Records, OneDoubledInTenThousandIsFoundEveryTime) {
  const Log whole(4);
  std::mt19937_64 random(4);
  for (int round = 0; round < 25; ++round) {
    Log log = whole;
    const std::size_t from = random() % 10'000, to = random() % 10'001;
    const std::vector<std::uint8_t> copy(
        log.bytes.begin() + static_cast<std::ptrdiff_t>(from * kLength),
        log.bytes.begin() + static_cast<std::ptrdiff_t>((from + 1) * kLength));
    log.bytes.insert(log.bytes.begin() + static_cast<std::ptrdiff_t>(to * kLength), copy.begin(),
                     copy.end());
    const RecordCount count = log.Count();
    ASSERT_EQ(count.doubled, 1u);
    ASSERT_EQ(count.lost + count.torn, 0u);
  }
}

TEST(Records, CutAtTheEndIsTorn) {
  Log log(5, 10);
  log.bytes.pop_back();
  const RecordCount count = log.Count();
  EXPECT_EQ(count.torn, 1u);
  EXPECT_EQ(count.lost, 1u);
}

TEST(Records, OneOverwrittenByTwoHalvesIsTorn) {
  Log log(6, 10);
  std::copy_n(log.bytes.begin() + 5 * kLength, kLength, log.bytes.begin() + 4 * kLength + 10);
  const RecordCount count = log.Count();
  EXPECT_EQ(count.torn, 2u) << "before and behind the one that came to stand askew";
  EXPECT_EQ(count.lost, 1u);
}

TEST(Records, OfAnotherRunAreNone) {
  Log log(7, 10);
  MakeRecord(log.tags[3], kSeed + 1, std::span(log.bytes).subspan(3 * kLength, kLength));
  EXPECT_EQ(log.Count().torn, 1u);
}

TEST(Records, BehindALaterOneOfTheirWriterAreDisordered) {
  Log log(8, 10);
  std::size_t first = 0, second = 0;
  for (std::size_t index = 0; index < log.tags.size(); ++index) {
    if (log.tags[index].writer != 3) continue;
    if (log.tags[index].number == 4) first = index;
    if (log.tags[index].number == 5) second = index;
  }
  MakeRecord(log.tags[second], kSeed, std::span(log.bytes).subspan(first * kLength, kLength));
  MakeRecord(log.tags[first], kSeed, std::span(log.bytes).subspan(second * kLength, kLength));
  const RecordCount count = log.Count();
  EXPECT_EQ(count.disordered, 1u);
  EXPECT_EQ(count.lost + count.torn + count.doubled, 0u);
}

// Writer 0 begins at 1 and is over when it begins again, at 2; writer 1 begins at 3, and yet stands
// before the first.
TEST(Records, BehindOneBegunAfterTheyWereOverAreOvertaken) {
  AppendOrder order;
  order.seed = kSeed;
  order.writers = 2;
  order.records = 2;
  order.length = kLength;
  const std::vector<AppendTally> tallies(2, {2, 2, 0, 0, {}});
  const auto overtaken = [&](const std::vector<AppendTag>& tags) {
    std::vector<std::uint8_t> bytes(tags.size() * kLength);
    for (std::size_t index = 0; index < tags.size(); ++index)
      MakeRecord(tags[index], kSeed, std::span(bytes).subspan(index * kLength, kLength));
    return CountRecords(bytes, order, tallies).overtaken;
  };
  const AppendTag first{0, 0, 1}, again{0, 1, 2}, other{1, 0, 3}, last{1, 1, 4};
  EXPECT_EQ(overtaken({first, again, other, last}), 0u);
  EXPECT_EQ(overtaken({first, other, again, last}), 0u) << "nobody knows when `again` was over";
  EXPECT_EQ(overtaken({other, first, again, last}), 1u);
}

TEST(Records, OfAFailedAppendAreNotLostButMayNotBeThere) {
  Log log(9, 10);
  log.tallies[2].failed.emplace_back(6, 112);
  EXPECT_EQ(log.Count().unasked, 1u);
  for (std::size_t index = 0; index < log.tags.size(); ++index) {
    if (log.tags[index].writer == 2 && log.tags[index].number == 6) log.Erase(index);
  }
  const RecordCount count = log.Count();
  EXPECT_EQ(count.unasked, 0u);
  EXPECT_EQ(count.lost, 0u);
}

}  // namespace
}  // namespace wfx
