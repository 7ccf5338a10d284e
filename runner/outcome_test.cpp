#include "runner/outcome.h"

#include <gtest/gtest.h>

namespace wfx {
namespace {

WriteRecord Accepted(std::uint32_t error, std::uint32_t bytes, const std::string& during) {
  WriteRecord write;
  write.api = "WriteFileEx";
  write.returned = true;
  write.runs = 1;
  CompletionRecord run;
  run.error = error;
  run.bytes = bytes;
  run.during = during;
  write.completions.push_back(run);
  return write;
}

TEST(DescribeOutcome, SaysHowARoutineEndedIt) {
  EXPECT_EQ(DescribeOutcome(Accepted(0, 1, "wait 1")), "completes with 1 byte");
  EXPECT_EQ(DescribeOutcome(Accepted(234, 10, "wait 1")),
            "fails_with ERROR_MORE_DATA (234) with 10 bytes through the routine");
  // What a cancelled write reports as bytes means nothing.
  EXPECT_EQ(DescribeOutcome(Accepted(995, 77, "wait 1")),
            "fails_with ERROR_OPERATION_ABORTED (995) through the routine");
  EXPECT_EQ(DescribeOutcome(Accepted(0, 1, "late")),
            "returned TRUE and the routine ran after the scenario's end");
}

TEST(DescribeOutcome, SaysWhatTheCallReported) {
  WriteRecord write;
  write.api = "WriteFileEx";
  write.last_error = 87;
  EXPECT_EQ(DescribeOutcome(write), "fails_with ERROR_INVALID_PARAMETER (87) from the call");
  write.runs = 1;
  EXPECT_EQ(DescribeOutcome(write),
            "fails_with ERROR_INVALID_PARAMETER (87) from the call, and the routine ran 1 time");
  write.returned = true;
  write.runs = 0;
  EXPECT_EQ(DescribeOutcome(write), "returned TRUE but the routine never ran");
  write.runs = 2;
  EXPECT_EQ(DescribeOutcome(write), "returned TRUE and the routine ran 2 times");
}

TEST(DescribeOutcome, TakesAWriteWithoutRoutineByItsOverlapped) {
  WriteRecord write;
  write.api = "WriteFile";
  write.last_error = 33;
  EXPECT_EQ(DescribeOutcome(write), "fails_with ERROR_LOCK_VIOLATION (33) from the call");
  write.last_error = kErrorIoPending;
  write.at_end.internal = kStatusPending;
  EXPECT_EQ(DescribeOutcome(write), "is still pending at the end");
  write.at_end.internal = 0xC0000120;
  EXPECT_EQ(DescribeOutcome(write), "ends with STATUS_CANCELLED (0xC0000120) in Internal");
  // What a system leaves above the 32 bits of a status means nothing.
  write.at_end.internal = 0xFFFFFFFF00000000;
  write.at_end.internal_high = 512;
  EXPECT_EQ(DescribeOutcome(write), "completes with 512 bytes");
}

TEST(DescribeOutcome, TakesAWriteThroughAStreamByItsHresults) {
  WriteRecord write;
  write.api = "IStreamAsync::WriteAsync";
  write.hresult = 0;
  write.count = 7;
  EXPECT_EQ(DescribeOutcome(write), "completes with 7 bytes");
  write.hresult = 0x800703E5;
  write.result = 0;
  write.result_bytes = 9;
  EXPECT_EQ(DescribeOutcome(write), "completes with 9 bytes");
  write.result = 0x800703E4;
  EXPECT_EQ(DescribeOutcome(write), "is still pending at the end");
  write.result = 0x800703E3;
  EXPECT_EQ(DescribeOutcome(write), "fails_with ERROR_OPERATION_ABORTED (995) by OverlappedResult");
  write.result.reset();
  write.hresult = 0x80004005;
  EXPECT_EQ(DescribeOutcome(write), "fails with E_FAIL (0x80004005) from the call");
  write.hresult = 1;
  EXPECT_EQ(DescribeOutcome(write), "returns S_FALSE (0x00000001)");
  EXPECT_FALSE(HasRoutine(write));
}

}  // namespace
}  // namespace wfx
