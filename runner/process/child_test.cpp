#include "runner/process/child.h"

#include <gtest/gtest.h>

#include <thread>

#include "runner/process/program.h"
#ifdef _WIN32
#include <windows.h>
#else
#include <signal.h>

#include <fstream>
#endif

namespace wfx {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = Child::Received::Kind;
constexpr seconds kLong{30};

std::string TestProgram() {
#ifdef _WIN32
  return TextOf(PathOf(ProgramPath()).parent_path() / "child_test_program.exe");
#else
  return TextOf(PathOf(ProgramPath()).parent_path() / "child_test_program");
#endif
}

bool Runs(std::uint32_t process_id) {
#ifdef _WIN32
  const HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, process_id);
  if (process == nullptr) return false;
  const bool runs = WaitForSingleObject(process, 0) == WAIT_TIMEOUT;
  CloseHandle(process);
  return runs;
#else
  // One that nobody has waited for yet is a zombie, and has ended.
  std::ifstream status("/proc/" + std::to_string(process_id) + "/stat");
  std::string number, name, state;
  return status >> number >> name >> state && state != "Z";
#endif
}

bool EndsSoon(std::uint32_t process_id) {
  for (int i = 0; i < 200; ++i) {
    if (!Runs(process_id)) return true;
    std::this_thread::sleep_for(milliseconds(25));
  }
  return false;
}

std::uint32_t StartGrandchild(Child& child) {
  child.Send("grandchild");
  return static_cast<std::uint32_t>(std::stoul(child.Receive(kLong).frame));
}

TEST(Child, AnswersInFrames) {
  Child child(TestProgram(), {});
  const std::string large(300000, 'x');
  for (const std::string& frame : {std::string("hello"), std::string(), large}) {
    ASSERT_TRUE(child.Send(frame));
    const Child::Received received = child.Receive(kLong);
    EXPECT_EQ(received.kind, Kind::kFrame);
    EXPECT_EQ(received.frame, "answer to " + frame);
  }
}

TEST(Child, WhatItPrintsIsNoFrame) {
  Child child(TestProgram(), {});
  child.Send("print");
  EXPECT_EQ(child.Receive(kLong).frame, "answer to print");
}

TEST(Child, GetsItsArgumentsAsTheyAre) {
  const std::vector<std::string> arguments{"arguments", "a b", "",        "*",
                                           "quote\"d",  "\\",  "\xC3\xA4"};
  Child child(TestProgram(), arguments);
  for (const std::string& argument : arguments) EXPECT_EQ(child.Receive(kLong).frame, argument);
}

TEST(Child, EndsAtEndOfFileWithItsExitCode) {
  Child child(TestProgram(), {});
  EXPECT_EQ(child.End(kLong), 7u);
}

TEST(Child, ThatExitsIsEndedWithItsExitCode) {
  Child child(TestProgram(), {});
  child.Send("exit 5");
  EXPECT_EQ(child.Receive(kLong).kind, Kind::kEnded);
  EXPECT_EQ(child.End(kLong), 5u);
  EXPECT_FALSE(child.Send("more"));
}

TEST(Child, ThatCrashesHasAnExitCodeOtherThanZero) {
  for (const char* way : {"crash", "abort"}) {
    Child child(TestProgram(), {});
    child.Send(way);
    EXPECT_EQ(child.Receive(kLong).kind, Kind::kEnded) << way;
    EXPECT_NE(child.End(kLong).value_or(0), 0u) << way;
  }
}

TEST(Child, ThatHangsIsTimedOutAndKilled) {
  Child child(TestProgram(), {});
  child.Send("hang");
  EXPECT_EQ(child.Receive(milliseconds(50)).kind, Kind::kTimeout);
  EXPECT_EQ(child.End(milliseconds(50)), std::nullopt);
  EXPECT_FALSE(Runs(child.process_id()));
}

TEST(Child, KilledTakesItsChildrenWithIt) {
  Child child(TestProgram(), {});
  const std::uint32_t grandchild = StartGrandchild(child);
  ASSERT_TRUE(Runs(grandchild));
  EXPECT_TRUE(child.Kill());
  EXPECT_TRUE(EndsSoon(grandchild));
}

TEST(Child, CrashTakesItsChildrenWithIt) {
  Child child(TestProgram(), {});
  const std::uint32_t grandchild = StartGrandchild(child);
  child.Send("crash");
  EXPECT_EQ(child.Receive(kLong).kind, Kind::kEnded);
  EXPECT_TRUE(EndsSoon(grandchild));
}

TEST(Child, EndOfTheObjectEndsTheProcess) {
  std::uint32_t id = 0;
  {
    Child child(TestProgram(), {"hang"});
    child.Receive(kLong);
    id = child.process_id();
    EXPECT_TRUE(Runs(id));
  }
  EXPECT_FALSE(Runs(id));
}

TEST(Child, ThatDoesNotExistIsNamed) {
  try {
    Child child("no/such/program", {});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("cannot start no/such/program: "), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace wfx
