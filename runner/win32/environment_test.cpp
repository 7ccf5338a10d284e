#include "runner/win32/environment.h"

#include <gtest/gtest.h>

#include "runner/win32/bind.h"

namespace wfx {
namespace {

TEST(Environment, TheMachineIsDescribed) {
  const MachineFacts facts = DescribeMachine();
  EXPECT_NE(facts.os, "");
  EXPECT_NE(facts.os_build, "");
  EXPECT_GE(facts.logical_cpus, 1u);
  EXPECT_GT(facts.memory_bytes, 1u << 26);
  EXPECT_EQ(facts.wine_version.empty(), facts.wine_host.empty());
  EXPECT_EQ(facts.os.starts_with("Windows"), HasSystemApi());
  for (const auto& text : {facts.os, facts.os_build, facts.cpu}) {
    EXPECT_EQ(text.find_first_of(std::string("\n\0", 2)), text.npos) << text;
  }
}

}  // namespace
}  // namespace wfx
