// Cases made by hand, and their parts in the observation, for tests of the engine.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "runner/engine/fake_system.h"
#include "runner/engine/perform.h"

namespace wfx {

// Has a file "data" and a handle "writer" for reading and writing it.
class CaseMaker {
 public:
  explicit CaseMaker(std::int64_t size = 300) {
    made_.scenario = "area/name";
    made_.case_id = "k=v";
    made_.file = "name.json";
    GivenFile file;
    file.name = "data";
    file.size = Quantity::Bytes(size);
    Give("file", file);
    Open("writer", GENERIC_READ | GENERIC_WRITE);
  }

  CaseMaker& Give(const std::string& kind, GivenItem item) {
    made_.given.push_back({static_cast<int>(made_.given.size()) + 10, kind, std::move(item)});
    return *this;
  }

  CaseMaker& Open(const std::string& name, DWORD access) {
    GivenHandle handle;
    handle.name = name;
    handle.opens = "data";
    handle.access = access;
    handle.flags = FILE_FLAG_OVERLAPPED;
    return Give("handle", handle);
  }

  // Adds a step; `kind` is "write" for a WriteStep and so on.
  CaseMaker& Do(const std::string& kind, const std::string& name, StepAction action,
                const std::string& by = "", const std::string& inside = "") {
    made_.when.push_back(
        {static_cast<int>(made_.when.size()) + 30, kind, name, by, inside, std::move(action)});
    return *this;
  }

  CaseMaker& Write(const std::string& name, std::int64_t offset, std::int64_t length,
                   const std::string& by = "", const std::string& inside = "") {
    return Do("write", name, WriteOf(offset, length), by, inside);
  }

  static WriteStep WriteOf(std::int64_t offset, std::int64_t length) {
    WriteStep write;
    write.handle = "writer";
    write.offset = Quantity::Bytes(offset);
    write.length = Quantity::Bytes(length);
    return write;
  }

  CaseMaker& Reap(const std::string& name = "wait 1", const std::string& by = "") {
    WaitStep wait;
    wait.at_most = std::chrono::milliseconds(50);
    return Do("wait", name, wait, by);
  }

  CaseMaker& Sleep(const std::string& name, bool alertable, const std::string& by = "",
                   const std::string& inside = "") {
    WaitStep wait;
    wait.function = WaitStep::Function::kSleepEx;
    wait.alertable = alertable;
    return Do("wait", name, wait, by, inside);
  }

  Case& made() { return made_; }

 private:
  Case made_;
};

class PerformTest : public testing::Test {
 protected:
  PerformTest() {
    target_.directory = "C:\\target";
    options_.time_scale =
        0.1;  // bounds of seconds: what is to be waited for is there or never comes
  }

  Observation Perform(CaseMaker& maker) { return Perform(maker, kernel_.api()); }
  Observation Perform(CaseMaker& maker, const Win32Api& api) {
    Performer performer(api);
    Observation seen = performer.Perform(maker.made(), target_, options_);
    EXPECT_EQ(seen.harness_error, "");
    EXPECT_FALSE(seen.setup_failure.has_value()) << seen.setup_failure->what;
    EXPECT_EQ(kernel_.files(), 0u) << "the scene was not removed";
    return seen;
  }

  static const WriteRecord& Write(const Observation& seen, const std::string& name) {
    for (const WriteRecord& write : seen.writes) {
      if (write.name == name) return write;
    }
    static const WriteRecord none;
    ADD_FAILURE() << "no write " << name;
    return none;
  }

  static const CallRecord& Call(const Observation& seen, const std::string& name) {
    for (const CallRecord& call : seen.calls) {
      if (call.step == name) return call;
    }
    static const CallRecord none;
    ADD_FAILURE() << "no call " << name;
    return none;
  }

  static std::vector<ContentRun> Contents(const Observation& seen) {
    return seen.files.empty() ? std::vector<ContentRun>{} : seen.files.front().contents;
  }

  FakeKernel kernel_;
  TargetFacts target_;
  PerformOptions options_;
};

}  // namespace wfx
