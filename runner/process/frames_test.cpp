#include "runner/process/frames.h"

#include <gtest/gtest.h>

namespace wfx {
namespace {

TEST(Frames, ComeBackWholeFromSinglePieces) {
  const std::string bytes = Framed("first") + Framed("") + Framed(std::string(70000, 'x'));
  FrameReader reader;
  std::vector<std::string> frames;
  for (const char byte : bytes) {
    reader.Add({&byte, 1});
    while (auto frame = reader.Take()) frames.push_back(*frame);
  }
  EXPECT_EQ(frames, (std::vector<std::string>{"first", "", std::string(70000, 'x')}));
}

TEST(Frames, SeveralInOnePieceComeOneByOne) {
  FrameReader reader;
  reader.Add(Framed("a") + Framed("b"));
  EXPECT_EQ(reader.Take(), "a");
  EXPECT_EQ(reader.Take(), "b");
  EXPECT_EQ(reader.Take(), std::nullopt);
}

TEST(Frames, LengthIsFourBytesLittleEndian) {
  EXPECT_EQ(Framed(std::string(258, 'x')).substr(0, 4), std::string("\x02\x01\0\0", 4));
}

TEST(Frames, TextIsNotTakenForFrames) {
  FrameReader reader;
  reader.Add("what a program prints");
  EXPECT_EQ(reader.Take(), std::nullopt);
  EXPECT_TRUE(reader.broken());
}

}  // namespace
}  // namespace wfx
