#include "runner/names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "runner/device_faults.h"

namespace wfx {
namespace {

TEST(Names, ErrorsAreNamedAndFound) {
  EXPECT_EQ(ErrorName(33), "ERROR_LOCK_VIOLATION");
  EXPECT_EQ(ErrorName(12345), "");
  EXPECT_EQ(ErrorCode("ERROR_LOCK_VIOLATION"), 33u);
  EXPECT_EQ(ErrorCode("ERROR_LOCK_VIOLATIONS"), std::nullopt);
  EXPECT_EQ(ErrorCode(""), std::nullopt);
  EXPECT_EQ(DescribeError(33), "ERROR_LOCK_VIOLATION (33)");
  EXPECT_EQ(DescribeError(0), "ERROR_SUCCESS (0)");
  EXPECT_EQ(DescribeError(12345), "error 12345");
  EXPECT_EQ(DescribeError(0xDEADBEEF), "error 3735928559");
}

TEST(Names, WaitResultsThatBecomeLastErrorsAreNamedAsErrors) {
  EXPECT_EQ(DescribeError(192), "WAIT_IO_COMPLETION (192)");
  EXPECT_EQ(ErrorCode("WAIT_TIMEOUT"), 258u);
}

TEST(Names, EveryErrorNameRoundTrips) {
  for (std::string_view name : AllErrorNames()) {
    ASSERT_TRUE(ErrorCode(name).has_value()) << name;
    EXPECT_EQ(ErrorName(*ErrorCode(name)), name);
  }
}

TEST(Names, EveryCodeOfTheFactSheetsHasAName) {
  for (std::uint32_t code :
       {0u,    1u,    2u,    5u,    6u,    8u,    19u,   21u,   23u,   31u,   32u,
        33u,   34u,   38u,   50u,   53u,   54u,   55u,   59u,   64u,   87u,   109u,
        112u,  120u,  121u,  123u,  158u,  192u,  223u,  232u,  233u,  234u,  240u,
        258u,  307u,  433u,  536u,  665u,  995u,  996u,  997u,  998u,  1006u, 1110u,
        1117u, 1167u, 1168u, 1224u, 1231u, 1232u, 1235u, 1236u, 1295u, 1314u, 1394u,
        1450u, 1453u, 1784u, 1816u, 6701u, 6800u, 6805u, 6815u, 6831u, 10054u}) {
    EXPECT_NE(ErrorName(code), "") << code;
  }
}

TEST(Names, StatusesAreNamedAndFound) {
  EXPECT_EQ(StatusName(0x103), "STATUS_PENDING");
  EXPECT_EQ(StatusCode("STATUS_CANCELLED"), 0xC0000120u);
  EXPECT_EQ(DescribeStatus(0xC000014B), "STATUS_PIPE_BROKEN (0xC000014B)");
  EXPECT_EQ(DescribeStatus(0x103), "STATUS_PENDING (0x00000103)");
  EXPECT_EQ(DescribeStatus(0xC0FFEE00), "status 0xC0FFEE00");
  EXPECT_EQ(DescribeStatus(0), "STATUS_SUCCESS (0x00000000)");
  for (std::string_view name : AllStatusNames()) EXPECT_EQ(StatusName(*StatusCode(name)), name);
}

TEST(Names, WaitResultsCarryTheIndexOfTheirObject) {
  EXPECT_EQ(DescribeWait(0), "WAIT_OBJECT_0 (0)");
  EXPECT_EQ(DescribeWait(2), "WAIT_OBJECT_0 + 2 (2)");
  EXPECT_EQ(DescribeWait(63), "WAIT_OBJECT_0 + 63 (63)");
  EXPECT_EQ(DescribeWait(64), "wait result 64");
  EXPECT_EQ(DescribeWait(129), "WAIT_ABANDONED_0 + 1 (129)");
  EXPECT_EQ(DescribeWait(0xFFFFFFFF), "WAIT_FAILED (4294967295)");
  for (std::uint32_t result : {0u, 1u, 63u, 128u, 191u, 192u, 258u, 0xFFFFFFFFu}) {
    EXPECT_EQ(WaitCode(WaitName(result)), result);
  }
}

TEST(Names, MalformedWaitResultsAreNotFound) {
  for (std::string_view name :
       {"", "WAIT_OBJECT_0 + ", "WAIT_OBJECT_0 + 0", "WAIT_OBJECT_0 + 64", "WAIT_OBJECT_0 + 1 ",
        "WAIT_TIMEOUT + 1", "WAIT_OBJECT_0 + -1", "WAIT_OBJECT_0 + 99999999999", "WAIT_OBJECT_1"}) {
    EXPECT_EQ(WaitCode(name), std::nullopt) << name;
  }
}

TEST(Names, ConstantsKnowWhatTheyAreFor) {
  const auto constant = Constant("GENERIC_WRITE");
  ASSERT_TRUE(constant.has_value());
  EXPECT_EQ(constant->value, 0x40000000u);
  EXPECT_EQ(constant->kind, ConstantKind::kAccess);
  EXPECT_EQ(Describe(constant->kind), "an access right");
  EXPECT_EQ(Constant("FILE_FLAG_OVERLAPPED")->kind, ConstantKind::kFlag);
  EXPECT_EQ(Constant("PIPE_ACCESS_DUPLEX")->value, 3u);
  EXPECT_EQ(Constant("generic_write"), std::nullopt);
}

TEST(Names, EveryNameStandsOnce) {
  std::set<std::string_view> seen;
  for (std::string_view name : AllConstantNames()) {
    EXPECT_TRUE(seen.insert(name).second) << name;
    const ConstantKind kind = Constant(name)->kind;
    const auto of_kind = AllConstantNames(kind);
    EXPECT_NE(std::find(of_kind.begin(), of_kind.end(), name), of_kind.end()) << name;
    EXPECT_NE(Describe(kind), "a constant") << name;
  }
  seen.clear();
  for (std::string_view name : AllErrorNames()) EXPECT_TRUE(seen.insert(name).second) << name;
  seen.clear();
  for (std::string_view name : AllStatusNames()) EXPECT_TRUE(seen.insert(name).second) << name;
}

TEST(Names, FaultsAreCalledLikeTheirStatus) {
  std::set<unsigned> codes;
  for (const DeviceFault& fault : kFaultCodes) {
    const std::string status = StatusName(fault.status).substr(std::string("STATUS_").size());
    EXPECT_EQ(fault.name, "WFX_FAIL_" + status + (fault.late ? "_LATER" : ""));
    EXPECT_TRUE(codes.insert(fault.code).second) << fault.name;
    EXPECT_EQ(FindDeviceFault(fault.code), &fault);
  }
  EXPECT_EQ(FindDeviceFault(0), nullptr);
}

}  // namespace
}  // namespace wfx
