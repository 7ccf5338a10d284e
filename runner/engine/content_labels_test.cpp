#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "runner/engine/content.h"

namespace wfx {
namespace {

using Origin = ContentRun::Origin;

// A file's bytes under the reader's eyes, and the sources that explain them.
class File {
 public:
  File(std::uint64_t size, bool filled) {
    sources_.initial_size = size;
    bytes_.resize(size);
    if (filled) {
      sources_.fill = Pattern::OfFile(7, "data");
      sources_.fill->Copy(0, bytes_);
    }
  }

  // Declares a write. Its bytes are put nowhere yet.
  File& Issue(const std::string& name, std::uint64_t length, std::optional<std::uint64_t> offset) {
    const auto index = static_cast<std::uint32_t>(sources_.writes.size());
    sources_.writes.push_back({name, Pattern::OfWrite(7, name, index), length, offset});
    return *this;
  }

  // Puts `length` bytes of a write, from its byte `from` on, at `offset`.
  File& Put(const std::string& name, std::uint64_t from, std::uint64_t length,
            std::uint64_t offset) {
    for (const WrittenData& write : sources_.writes) {
      if (write.name != name) continue;
      if (bytes_.size() < offset + length) bytes_.resize(offset + length);
      write.pattern.Copy(from, std::span(bytes_).subspan(offset, length));
    }
    return *this;
  }

  File& PutWhole(const std::string& name, std::uint64_t offset) {
    for (const WrittenData& write : sources_.writes) {
      if (write.name == name) return Put(name, 0, write.length, offset);
    }
    return *this;
  }

  std::vector<ContentRun> Runs() const {
    std::vector<ContentRun> runs;
    Labeller(sources_).Label(0, bytes_, runs);
    return runs;
  }

  std::vector<std::uint8_t>& bytes() { return bytes_; }
  const ContentSources& sources() const { return sources_; }

 private:
  ContentSources sources_;
  std::vector<std::uint8_t> bytes_;
};

ContentRun Fill(std::uint64_t offset, std::uint64_t length) {
  return {offset, length, Origin::kFill, "", 0};
}
ContentRun Zero(std::uint64_t offset, std::uint64_t length) {
  return {offset, length, Origin::kZero, "", 0};
}
ContentRun Other(std::uint64_t offset, std::uint64_t length) {
  return {offset, length, Origin::kOther, "", 0};
}
ContentRun Write(const std::string& name, std::uint64_t offset, std::uint64_t length,
                 std::uint64_t from = 0) {
  return {offset, length, Origin::kWrite, name, from};
}

using Runs = std::vector<ContentRun>;

std::string Spell(const Runs& runs) {
  std::string text;
  for (const ContentRun& run : runs) {
    text += "[" + std::to_string(run.offset) + "+" + std::to_string(run.length) + " " +
            std::to_string(static_cast<int>(run.origin)) + " " + run.write + "@" +
            std::to_string(run.from) + "] ";
  }
  return text;
}

TEST(Labeller, NothingChanged) { EXPECT_EQ(File(300, true).Runs(), (Runs{Fill(0, 300)})); }

TEST(Labeller, AFileOfZerosIsZero) { EXPECT_EQ(File(300, false).Runs(), (Runs{Zero(0, 300)})); }

TEST(Labeller, ZerosOfAnyLengthEndWhereAWriteBegins) {
  for (const std::uint64_t length : {1, 4095, 4096, 4097, 8192, 10'000}) {
    File file(length, false);
    file.Issue("w", 10, length).PutWhole("w", length);
    EXPECT_EQ(file.Runs(), (Runs{Zero(0, length), Write("w", length, 10)}));
  }
}

TEST(Labeller, AnEmptyFileHasNoRuns) { EXPECT_EQ(File(0, true).Runs(), Runs{}); }

TEST(Labeller, AWriteInside) {
  File file(300, true);
  file.Issue("w", 10, 120).PutWhole("w", 120);
  EXPECT_EQ(file.Runs(), (Runs{Fill(0, 120), Write("w", 120, 10), Fill(130, 170)}));
}

TEST(Labeller, OneByte) {
  File file(3, true);
  file.Issue("w", 1, 1).PutWhole("w", 1);
  EXPECT_EQ(file.Runs(), (Runs{Fill(0, 1), Write("w", 1, 1), Fill(2, 1)}));
}

TEST(Labeller, AWriteBeyondTheEndLeavesAGapOfZeros) {
  File file(4, true);
  file.Issue("w", 2, 10).PutWhole("w", 10);
  EXPECT_EQ(file.Runs(), (Runs{Fill(0, 4), Zero(4, 6), Write("w", 10, 2)}));
}

TEST(Labeller, AppendedWritesAreFoundInEitherOrder) {
  for (const bool swapped : {false, true}) {
    File file(300, true);
    file.Issue("a", 50, {}).Issue("b", 3, {});
    if (swapped) file.PutWhole("b", 300).PutWhole("a", 303);
    if (!swapped) file.PutWhole("a", 300).PutWhole("b", 350);
    EXPECT_EQ(file.Runs(), swapped ? (Runs{Fill(0, 300), Write("b", 300, 3), Write("a", 303, 50)})
                                   : (Runs{Fill(0, 300), Write("a", 300, 50), Write("b", 350, 3)}));
  }
}

TEST(Labeller, AWriteThatLandedElsewhereIsFound) {
  File file(300, true);
  file.Issue("w", 50, 0).PutWhole("w", 300);
  EXPECT_EQ(file.Runs(), (Runs{Fill(0, 300), Write("w", 300, 50)}));
}

TEST(Labeller, OverlapGoesToTheWriteWhoseBytesAreThere) {
  // Every length and shift, so that accidental agreement at the borders is met.
  for (std::uint64_t shift = 1; shift < 40; ++shift) {
    for (const bool second_wins : {false, true}) {
      File file(0, true);
      file.Issue("a", 40, 0).Issue("b", 40, shift);
      if (second_wins) file.PutWhole("a", 0).PutWhole("b", shift);
      if (!second_wins) file.PutWhole("b", shift).PutWhole("a", 0);
      EXPECT_EQ(file.Runs(), second_wins
                                 ? (Runs{Write("a", 0, shift), Write("b", shift, 40)})
                                 : (Runs{Write("a", 0, 40), Write("b", 40, shift, 40 - shift)}))
          << Spell(file.Runs());
    }
  }
}

TEST(Labeller, AWriteInsideAnother) {
  for (std::uint64_t length = 1; length < 30; ++length) {
    File file(0, true);
    file.Issue("outer", 100, 0)
        .Issue("inner", length, 20)
        .PutWhole("outer", 0)
        .PutWhole("inner", 20);
    std::uint64_t end = 20 + length;
    // A byte of the inner write that equals the outer's cannot be told apart at its end.
    EXPECT_EQ(file.Runs(), (Runs{Write("outer", 0, 20), Write("inner", 20, length),
                                 Write("outer", end, 100 - end, end)}));
  }
}

TEST(Labeller, AnOverlappingWriteThatFailedLeavesNoTrace) {
  for (std::uint64_t offset = 0; offset < 60; ++offset) {
    File file(100, true);
    file.Issue("done", 60, 10).Issue("refused", 30, offset).PutWhole("done", 10);
    EXPECT_EQ(file.Runs(), (Runs{Fill(0, 10), Write("done", 10, 60), Fill(70, 30)})) << offset;
  }
}

TEST(Labeller, ATornWriteIsShort) {
  File file(100, true);
  file.Issue("w", 20, 10).Put("w", 0, 5, 10);
  EXPECT_EQ(file.Runs(), (Runs{Fill(0, 10), Write("w", 10, 5), Fill(15, 85)}));
}

TEST(Labeller, TheTailOfAWriteAlone) {
  File file(100, true);
  file.Issue("w", 20, 10).Put("w", 15, 5, 25);
  EXPECT_EQ(file.Runs(), (Runs{Fill(0, 25), Write("w", 25, 5, 15), Fill(30, 70)}));
}

TEST(Labeller, AShiftedWriteSaysWhichBytesItHolds) {
  File file(200, true);
  file.Issue("w", 50, 100).Put("w", 1, 49, 100);
  EXPECT_EQ(file.Runs(), (Runs{Fill(0, 100), Write("w", 100, 49, 1), Fill(149, 51)}));
}

TEST(Labeller, AFlippedByteIsOther) {
  for (std::uint64_t at = 0; at < 100; ++at) {
    File file(100, true);
    file.Issue("w", 30, 40).Issue("x", 1000, {}).PutWhole("w", 40);
    file.bytes()[at] ^= 0x02;
    std::uint64_t others = 0, covered = 0;
    for (const ContentRun& run : file.Runs()) {
      EXPECT_EQ(run.offset, covered);
      covered += run.length;
      if (run.origin == Origin::kOther) others += run.length;
    }
    EXPECT_EQ(covered, 100u);
    // A byte may turn into 0, which is zero and not other; both are wrong there.
    EXPECT_TRUE(others == 1 || file.bytes()[at] == 0) << at << " " << Spell(file.Runs());
  }
}

TEST(Labeller, AFlippedByteInsideAnAppendedWriteDoesNotLoseTheRest) {
  File file(10, true);
  file.Issue("w", 30, {}).PutWhole("w", 10);
  file.bytes()[15] = 5;
  EXPECT_EQ(file.Runs(),
            (Runs{Fill(0, 10), Write("w", 10, 5), Other(15, 1), Write("w", 16, 24, 6)}));
}

TEST(Labeller, ShiftedFillIsOther) {
  File file(0, true);
  file.bytes().resize(300);
  File filled(300, true);
  filled.sources().fill->Copy(1, filled.bytes());
  std::uint64_t others = 0;
  for (const ContentRun& run : filled.Runs())
    others += run.origin == Origin::kOther ? run.length : 0;
  EXPECT_GT(others, 290u);
}

TEST(Labeller, FillBeyondTheInitialSizeIsOther) {
  File file(100, true);
  file.bytes().resize(150);
  file.sources().fill->Copy(0, file.bytes());
  EXPECT_EQ(file.Runs(), (Runs{Fill(0, 100), Other(100, 50)}));
}

TEST(Labeller, GarbageStaysFewRuns) {
  File file(1 << 17, true);
  file.Issue("w", 100000, 0).Issue("x", 100000, 50);
  for (std::size_t index = 0; index < file.bytes().size(); ++index) {
    file.bytes()[index] =
        Pattern::OfWrite(99, "garbage", 0).At(index) ^ static_cast<std::uint8_t>(index % 3 * 60);
  }
  const Runs runs = file.Runs();
  EXPECT_LT(runs.size(), 5000u);
  std::uint64_t covered = 0;
  for (const ContentRun& run : runs) {
    EXPECT_EQ(run.offset, covered);
    covered += run.length;
  }
  EXPECT_EQ(covered, file.bytes().size());
}

TEST(Labeller, SixtyFourOneByteWrites) {
  File file(0, false);
  Runs expected;
  for (std::uint64_t index = 0; index < 64; ++index) {
    const std::string name = "w" + std::to_string(index);
    file.Issue(name, 1, {}).PutWhole(name, index);
    expected.push_back(Write(name, index, 1));
  }
  EXPECT_EQ(file.Runs(), expected);
}

TEST(Labeller, AStretchInTheMiddleOfAFile) {
  File file(300, true);
  file.Issue("w", 10, 120).PutWhole("w", 120);
  Runs runs;
  Labeller(file.sources()).Label(125, std::span(file.bytes()).subspan(125, 20), runs);
  EXPECT_EQ(runs, (Runs{Write("w", 125, 5, 5), Fill(130, 15)}));
}

TEST(Labeller, ReadsOfAStreamContinueWhereTheLastOneEnded) {
  File stream(0, false);
  stream.Issue("a", 7000, {}).Issue("b", 1, {}).PutWhole("a", 0).PutWhole("b", 7000);
  Labeller labeller(stream.sources());
  Runs first, second, third;
  labeller.Label(0, std::span(stream.bytes()).first(1999), first);
  EXPECT_EQ(first, (Runs{Write("a", 0, 1999)}));
  labeller.Hint(0, 0, 1999);
  labeller.Label(0, std::span(stream.bytes()).subspan(1999, 1), second);
  EXPECT_EQ(second, (Runs{Write("a", 0, 1, 1999)}));
  labeller.Hint(0, 0, 2000);
  labeller.Label(0, std::span(stream.bytes()).subspan(2000), third);
  EXPECT_EQ(third, (Runs{Write("a", 0, 5000, 2000), Write("b", 5000, 1)}));
}

TEST(Labeller, AReadAfterWithdrawnBytesBeginsWithTheNextWrite) {
  File stream(0, false);
  stream.Issue("a", 7000, {}).Issue("b", 1, {}).PutWhole("b", 0);
  Labeller labeller(stream.sources());
  labeller.Hint(0, 0, 10);
  Runs runs;
  labeller.Label(0, stream.bytes(), runs);
  EXPECT_EQ(runs, (Runs{Write("b", 0, 1)}));
}

TEST(Labeller, JoinsStretchesThatContinueEachOther) {
  File file(300, true);
  Runs runs;
  Labeller labeller(file.sources());
  labeller.Label(0, std::span(file.bytes()).first(100), runs);
  labeller.Label(100, std::span(file.bytes()).subspan(100), runs);
  EXPECT_EQ(runs, (Runs{Fill(0, 300)}));
}

}  // namespace
}  // namespace wfx
