#include "runner/sacrifice/blessing.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <stdexcept>

#include "runner/sha256.h"

namespace wfx {
namespace {

const Blessing kBlessing{"0123456789abcdef", 64ULL << 20, "image /tmp/x.img, file 7"};

std::string ErrorOf(const std::function<void()>& work) {
  try {
    work();
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

std::string Replaced(std::string block, const std::string& from, const std::string& to) {
  return block.replace(block.find(from), from.size(), to);
}

// Changed as by somebody who knows the form and writes a new checksum.
std::string Resummed(const std::string& block) {
  const std::string text = block.substr(0, block.find("sha256 "));
  std::string summed = text + "sha256 " + Sha256Hex(text) + "\n";
  summed.resize(kBlessingSize, '\0');
  return summed;
}

TEST(Blessing, IsTextThatReadsBack) {
  const std::string block = BlockOf(kBlessing);
  EXPECT_EQ(block.size(), kBlessingSize);
  EXPECT_TRUE(block.starts_with(
      "wfx may destroy everything on this device\nserial 0123456789abcdef\nsize 67108864\n"
      "identity image /tmp/x.img, file 7\nsha256 "));
  EXPECT_EQ(BlessingIn(block), kBlessing);
}

TEST(Blessing, EveryFlippedByteIsRefused) {
  const std::string block = BlockOf(kBlessing);
  for (std::size_t at = 0; at < block.size(); at += at < 256 ? 1 : 97) {
    std::string flipped = block;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    EXPECT_NE(ErrorOf([&] { BlessingIn(flipped); }), "") << "byte " << at;
  }
}

TEST(Blessing, WhatIsNoneIsRefused) {
  const std::string block = BlockOf(kBlessing);
  const std::pair<std::string, std::string> refused[] = {
      {std::string(kBlessingSize, '\0'), "it has no block that allows it to be destroyed"},
      {std::string(kBlessingSize, '\xFF'), "it has no block that allows it to be destroyed"},
      {"", "it has no block that allows it to be destroyed"},
      {block.substr(0, 512), "it has no block that allows it to be destroyed"},
      {Replaced(block, "size 67108864", "size 67108865"), "the checksum of its block is wrong"},
      {Replaced(block, "0123456789abcdef", "0123456789abcdee"),
       "the checksum of its block is wrong"},
      {Replaced(block, "serial ", "Serial "), "its block is broken: no serial where it belongs"},
      {Resummed(Replaced(block, "size 67108864", "size 6710886x")),
       "its block is broken: \"6710886x\" is no size"},
      {Resummed(Replaced(block, "0123456789abcdef", "0123456789ABCDEF")),
       "its block is broken: no serial"},
      {Replaced(block, std::string(1, '\0'), "x"),
       "its block is broken: something stands behind it"},
  };
  for (const auto& [text, why] : refused) EXPECT_EQ(ErrorOf([&] { BlessingIn(text); }), why);
}

TEST(Blessing, IdentityIsALineThatFits) {
  Blessing blessing = kBlessing;
  blessing.identity = "image /tmp/a\nserial";
  EXPECT_EQ(ErrorOf([&] { BlockOf(blessing); }), "its identity is not one line of text");
  blessing.identity = "";
  EXPECT_EQ(ErrorOf([&] { BlockOf(blessing); }), "its identity is not one line of text");
  blessing.identity = std::string(kBlessingSize, 'x');
  EXPECT_EQ(ErrorOf([&] { BlockOf(blessing); }), "its identity is too long");
}

TEST(Blessing, SerialsDiffer) {
  std::set<std::string> serials;
  for (int i = 0; i < 100; ++i) serials.insert(RandomDigits(16));
  EXPECT_EQ(serials.size(), 100u);
  for (const std::string& serial : serials) EXPECT_TRUE(IsSerial(serial)) << serial;
}

}  // namespace
}  // namespace wfx
