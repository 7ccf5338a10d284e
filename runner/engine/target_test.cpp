#include "runner/engine/target.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "runner/engine/fake_system.h"
#include "runner/engine/scene.h"
#include "runner/engine/target_storage.h"
#include "runner/scenario/capability.h"

namespace wfx {
namespace {

TEST(Target, MissingFunctionsAreReasons) {
  FakeKernel kernel;
  const TargetFacts facts = ProbeTarget(kernel.api(), "fake", "C:\\target", {});
  EXPECT_EQ(facts.name, "fake");
  EXPECT_EQ(facts.bindings.sector, 512u);
  EXPECT_EQ(facts.bindings.buffer_alignment, 1u);
  EXPECT_EQ(facts.bindings.page, Pages::PageSize());
  EXPECT_EQ(facts.capabilities.at("named_pipes"), "CreateNamedPipeW is missing on this system");
  EXPECT_EQ(facts.capabilities.at("unbuffered_io"), "");
  EXPECT_EQ(facts.capabilities.at("another_process"),
            "no other process can be started on this system");
  EXPECT_EQ(facts.capabilities.size(), kCapabilities.size());
  EXPECT_EQ(kernel.files(), 0u) << "the probe was left behind";
  EXPECT_EQ(kernel.open_handles(), 0u);
}

TEST(Target, APlaceWithoutFilesIsRefused) {
  FakeKernel kernel;
  Win32Api api = kernel.api();
  api.CreateFileW = [](LPCWSTR, DWORD, DWORD, LPSECURITY_ATTRIBUTES, DWORD, DWORD,
                       HANDLE) -> HANDLE {
    FakeKernel::Fail(ERROR_PATH_NOT_FOUND);
    return INVALID_HANDLE_VALUE;
  };
  try {
    ProbeTarget(api, "fake", "C:\\nowhere", {});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(
        error.what(),
        "no file can be made in \"C:\\nowhere\": CreateFileW failed with ERROR_PATH_NOT_FOUND (3)");
  }
}

TEST(Target, TheFirstMissingNeedIsTheReason) {
  TargetFacts target;
  target.capabilities = {{"named_pipes", ""}, {"sparse_files", "no room"}};
  Case subject;
  EXPECT_EQ(WhyNotRun(target, subject), "");
  subject.needs = {"named_pipes"};
  EXPECT_EQ(WhyNotRun(target, subject), "");
  subject.needs = {"named_pipes", "sparse_files"};
  EXPECT_EQ(WhyNotRun(target, subject), "needs sparse_files: no room");
  subject.needs = {"byte_range_locks"};
  EXPECT_EQ(WhyNotRun(target, subject), "needs byte_range_locks: not probed on this target");
}

TEST(Mount, IsTheLongestThatHoldsThePath) {
  const std::string text =
      "22 1 254:0 / / rw,relatime - ext4 /dev/vda1 rw\n"
      "30 22 0:25 / /tmp rw,nosuid shared:3 - tmpfs tmpfs rw,size=1g\n"
      "31 30 0:26 / /tmp/inner ro - xfs /dev/vdb ro\n"
      "garbage\n";
  EXPECT_EQ(MountOf("/tmp/x", text), "tmpfs on /tmp type tmpfs (rw,nosuid)");
  EXPECT_EQ(MountOf("/tmp/inner/x", text), "/dev/vdb on /tmp/inner type xfs (ro)");
  EXPECT_EQ(MountOf("/tmporary", text), "/dev/vda1 on / type ext4 (rw,relatime)");
  EXPECT_EQ(MountOf("/x", ""), "");
}

TEST(ObjectName, CarriesTheCase) {
  Case subject;
  subject.scenario = "locked_range/other_process_fails";
  subject.case_id = "offset=inside,length=two";
  EXPECT_EQ(ObjectName(subject, "data"),
            "wfx_locked_range_other_process_fails_offset_inside_length_two_data");
}

TEST(ObjectName, IsBoundedAndStaysDifferent) {
  Case subject;
  subject.scenario = "area/name";
  subject.case_id = "k=" + std::string(300, 'x');
  const std::string name = ObjectName(subject, "data");
  EXPECT_LE(name.size(), 120u);
  EXPECT_NE(name, ObjectName(subject, "other"));
  subject.case_id = "offset=4 KiB - 1";
  const std::string before = ObjectName(subject, "data");
  subject.case_id = "offset=4 KiB + 1";
  EXPECT_NE(ObjectName(subject, "data"), before);
}

}  // namespace
}  // namespace wfx
