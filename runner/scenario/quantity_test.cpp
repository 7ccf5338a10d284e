#include "runner/scenario/quantity.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace wfx {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kGibi = std::int64_t{1} << 30;

Bindings SomeBindings() {
  Bindings bindings;
  bindings.sector = 512;
  bindings.page = 4096;
  bindings.pipe_quota = 5000;
  bindings.buffer_alignment = 4;
  bindings.volume_size = 1 << 26;
  bindings.file_system_size = (1 << 26) - 512;
  bindings.volume_start = 1 << 20;
  bindings.boot_area = 8192;
  bindings.cluster = 65'536;
  bindings.free_space = 1 << 30;
  bindings.maximum_file_size = 0xFFFFFFFF;
  return bindings;
}

std::int64_t Bytes(std::string_view text) { return Quantity::Parse(text).In(SomeBindings()); }

// What Parse says is wrong.
std::string ErrorOf(std::string_view text) {
  try {
    Quantity::Parse(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(Quantity, ReadsNumbersAndUnits) {
  EXPECT_EQ(Bytes("0"), 0);
  EXPECT_EQ(Bytes("70,000"), 70'000);
  EXPECT_EQ(Bytes("1,234,567"), 1'234'567);
  EXPECT_EQ(Bytes("1 byte"), 1);
  EXPECT_EQ(Bytes("2 bytes"), 2);
  EXPECT_EQ(Bytes("4 KiB"), 4096);
  EXPECT_EQ(Bytes("4KiB"), 4096);
  EXPECT_EQ(Bytes("3 MiB"), 3 << 20);
  EXPECT_EQ(Bytes("4 GiB"), 4 * kGibi);
  EXPECT_EQ(Bytes("2 TiB"), 2048 * kGibi);
  EXPECT_EQ(Bytes("1 sector"), 512);
  EXPECT_EQ(Bytes("2 pages"), 8192);
  EXPECT_EQ(Bytes("pipe_quota"), 5000);
  EXPECT_EQ(Bytes("2 pipe_quota"), 10'000);
  EXPECT_EQ(Bytes("buffer_alignment"), 4);
  EXPECT_EQ(Bytes("volume_size - file_system_size"), 512);
  EXPECT_EQ(Bytes("volume_start + 4 MiB"), 5 << 20);
  EXPECT_EQ(Bytes("boot_area + 1 sector"), 8704);
  EXPECT_EQ(Bytes("2 clusters - 1 cluster"), 65'536);
  EXPECT_EQ(Bytes("free_space + 1 GiB"), 2 * kGibi);
  EXPECT_EQ(Bytes("maximum_file_size"), 4 * kGibi - 1);
}

TEST(Quantity, AddsAndSubtracts) {
  EXPECT_EQ(Bytes("4 GiB - 1"), 4 * kGibi - 1);
  EXPECT_EQ(Bytes("1 sector - 1"), 511);
  EXPECT_EQ(Bytes("1 sector-1"), 511);
  EXPECT_EQ(Bytes("pipe_quota + 1"), 5001);
  EXPECT_EQ(Bytes("2 pages + 1 sector - 3 bytes"), 8192 + 512 - 3);
  EXPECT_EQ(Bytes("-2"), -2);
  EXPECT_EQ(Bytes("-1 sector"), -512);
  EXPECT_EQ(Bytes("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(Bytes("1 page - -1"), 4097);
  EXPECT_EQ(Bytes("9,223,372,036,854,775,807"), INT64_MAX);
}

TEST(Quantity, KnowsWhetherATargetDecides) {
  EXPECT_TRUE(Quantity::Parse("1 sector - 1").bound());
  EXPECT_TRUE(Quantity::Parse("4 KiB + 1 page").bound());
  EXPECT_FALSE(Quantity::Parse("4 GiB - 1").bound());
  EXPECT_FALSE(Quantity::Bytes(-1).bound());
  EXPECT_FALSE(Quantity().bound());
}

TEST(Quantity, KeepsItsSpelling) {
  EXPECT_EQ(Quantity::Parse("4 GiB - 1").text(), "4 GiB - 1");
  EXPECT_EQ(Quantity::Bytes(-1).text(), "-1");
  EXPECT_EQ(Quantity().text(), "0");
  EXPECT_EQ(Quantity().In(Bindings()), 0);
}

TEST(Quantity, SaysWhatIsWrong) {
  EXPECT_EQ(ErrorOf("4 KB"), "unknown unit \"KB\"; did you mean \"KiB\"?");
  EXPECT_EQ(ErrorOf("2 secotrs"), "unknown unit \"secotrs\"; did you mean \"sectors\"?");
  EXPECT_EQ(ErrorOf("1 furlong").substr(0, 38), "unknown unit \"furlong\"; the units are ");
  EXPECT_EQ(ErrorOf(""),
            "\"\" is no quantity; a quantity is a number, \"4 KiB\", \"1 sector - 1\" or the like");
  EXPECT_EQ(ErrorOf("4 KiB -").substr(0, 24), "\"4 KiB -\" is no quantity");
  EXPECT_EQ(ErrorOf("4 KiB 5"),
            "\"4 KiB 5\" is no quantity: found \"5\" where + or - was expected");
  EXPECT_EQ(ErrorOf("1.5 KiB"),
            "\"1.5 KiB\" is no quantity: found \".5 KiB\" where + or - was expected");
  EXPECT_EQ(ErrorOf("70,00"), "commas part groups of three digits, as in 70,000; found 70,00");
  EXPECT_EQ(ErrorOf("7000,000"),
            "commas part groups of three digits, as in 70,000; found 7000,000");
  EXPECT_EQ(ErrorOf(",000"), "commas part groups of three digits, as in 70,000; found ,000");
  EXPECT_EQ(ErrorOf("18446744073709551616"), "18446744073709551616 is more than 2^64 - 1");
  EXPECT_EQ(ErrorOf("16777216 TiB"), "\"16777216 TiB\" does not fit into 64 bits");
  EXPECT_EQ(ErrorOf("18446744073709551615 + 1"),
            "\"18446744073709551615 + 1\" does not fit into 64 bits");
  EXPECT_EQ(ErrorOf("-9223372036854775809"), "\"-9223372036854775809\" does not fit into 64 bits");
}

TEST(Quantity, HasAValueWithoutASignUpTo64Bits) {
  const auto unsigned_value = [](std::string_view text) {
    return Quantity::Parse(text).UnsignedIn(SomeBindings());
  };
  EXPECT_EQ(unsigned_value("1 sector"), 512u);
  EXPECT_EQ(unsigned_value("8388608 TiB"), std::uint64_t{1} << 63);
  EXPECT_EQ(unsigned_value("18,446,744,073,709,551,615"), UINT64_MAX);
  EXPECT_EQ(unsigned_value("18446744073709551615 - 1 sector"), UINT64_MAX - 512);
  EXPECT_THROW(unsigned_value("-1"), std::overflow_error);
  EXPECT_THROW(unsigned_value("1 sector - 513"), std::overflow_error);
  EXPECT_THROW(Bytes("9223372036854775808"), std::overflow_error);
}

TEST(Quantity, ThrowsWhenATargetMakesItTooLarge) {
  const Quantity quantity = Quantity::Parse("4611686018427387904 sectors");
  EXPECT_THROW(quantity.In(SomeBindings()), std::overflow_error);
  Bindings bindings;
  bindings.page = UINT64_MAX;
  EXPECT_THROW(Quantity::Parse("1 page").In(bindings), std::overflow_error);
}

TEST(ParseDuration, ReadsWholeNumbersWithAUnit) {
  EXPECT_EQ(ParseDuration("500 ms"), milliseconds(500));
  EXPECT_EQ(ParseDuration("500ms"), milliseconds(500));
  EXPECT_EQ(ParseDuration("1 s"), milliseconds(1000));
  EXPECT_EQ(ParseDuration("2 min"), milliseconds(120'000));
  EXPECT_EQ(ParseDuration("20 us"), std::chrono::microseconds(20));
  EXPECT_EQ(ParseDuration("7 ns"), Duration(7));
  EXPECT_EQ(ParseDuration("0 ms"), Duration::zero());
}

TEST(ParseDuration, RefusesEverythingElse) {
  for (const char* text : {"", "500", "ms", "1.5 s", "-1 s", "1 hour", "1 s 5 ms", "1 S"}) {
    EXPECT_THROW(ParseDuration(text), std::invalid_argument) << text;
  }
  EXPECT_THROW(ParseDuration("1000000000000 s"), std::invalid_argument);
}

}  // namespace
}  // namespace wfx
