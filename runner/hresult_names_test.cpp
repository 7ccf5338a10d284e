#include "runner/hresult_names.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace wfx {
namespace {

TEST(HresultNames, AreTheirOwnOrThoseOfTheirWin32Error) {
  EXPECT_EQ(HresultName(0), "S_OK");
  EXPECT_EQ(HresultName(0x80004001), "E_NOTIMPL");
  EXPECT_EQ(HresultName(0x800703E5), "HRESULT_FROM_WIN32(ERROR_IO_PENDING)");
  EXPECT_EQ(HresultName(0x80070005), "E_ACCESSDENIED");
  EXPECT_EQ(HresultName(0x8004FFFF), "");
  EXPECT_EQ(HresultName(0x80073039), "");
}

TEST(HresultNames, LeadBackToTheirNumbers) {
  for (const std::string_view name : AllHresultNames()) {
    const auto code = HresultCode(name);
    ASSERT_TRUE(code) << name;
    // ERROR_SUCCESS and the errors that have an E_ name of their own have two names.
    EXPECT_EQ(HresultCode(HresultName(*code)), code) << name;
  }
  EXPECT_EQ(HresultCode("HRESULT_FROM_WIN32(ERROR_LOCK_VIOLATION)"), 0x80070021u);
  for (const char* wrong : {"", "E_NONE", "HRESULT_FROM_WIN32(", "HRESULT_FROM_WIN32(33)",
                            "HRESULT_FROM_WIN32(ERROR_NONE)", "ERROR_IO_PENDING"}) {
    EXPECT_FALSE(HresultCode(wrong)) << wrong;
  }
}

TEST(HresultNames, AreDescribedWithTheirNumber) {
  EXPECT_EQ(DescribeHresult(0x800401E5), "MK_E_NOOBJECT (0x800401E5)");
  EXPECT_EQ(DescribeHresult(1), "S_FALSE (0x00000001)");
  EXPECT_EQ(DescribeHresult(0x8004FFFF), "HRESULT 0x8004FFFF");
}

TEST(HresultNames, SayWhichErrorTheyAreMadeOf) {
  EXPECT_EQ(Win32Of(HresultFromWin32(997)), 997u);
  EXPECT_EQ(HresultFromWin32(0), 0u);
  EXPECT_FALSE(Win32Of(0x80004005));
  EXPECT_TRUE(IsFailure(0x80004005));
  EXPECT_FALSE(IsFailure(1));
}

}  // namespace
}  // namespace wfx
