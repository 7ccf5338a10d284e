// Loads the provider over the model. Which mutant it is depends on the environment, so the tests of
// several are several runs of this program.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "runner/model/model.h"
#include "runner/win32/handle.h"
#include "runner/win32/provider.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

struct Write {
  OVERLAPPED overlapped{};
  int runs = 0;
};

void CALLBACK Count(DWORD, DWORD, LPOVERLAPPED overlapped) noexcept {
  ++reinterpret_cast<Write*>(overlapped)->runs;
}

int RunsOfOneWrite(const Win32Api& api) {
  const Handle file(api, api.CreateFileW(Wide("C:\\data").c_str(), GENERIC_WRITE, 0, nullptr,
                                         CREATE_ALWAYS, FILE_FLAG_OVERLAPPED, nullptr));
  EXPECT_TRUE(file.valid());
  Write write;
  EXPECT_TRUE(api.WriteFileEx(file.get(), "wfx", 3, &write.overlapped, &Count));
  EXPECT_EQ(api.SleepEx(0, TRUE), DWORD{WAIT_IO_COMPLETION});
  return write.runs;
}

TEST(MutantsProvider, IsTheMutantThatTheEnvironmentNames) {
  const char* named = std::getenv("WFX_MUTANT");
  const std::string name = named == nullptr ? "" : named;
  const Model model;
  Win32Api api = model.api();
  testing::internal::CaptureStderr();
  const Provider provider = LoadProvider(MUTANTS, api);
  const std::string said = testing::internal::GetCapturedStderr();

  EXPECT_EQ(provider.replaces.size(), kFunctionCount);
  if (name == "routine_runs_twice") {
    EXPECT_EQ(said, "");
    EXPECT_EQ(RunsOfOneWrite(api), 2);
    return;
  }
  EXPECT_EQ(said, name.empty()
                      ? "mutants: WFX_MUTANT names no mutant; nothing is changed\n"
                      : "mutants: there is no mutant \"" + name + "\"; nothing is changed\n");
  EXPECT_EQ(RunsOfOneWrite(api), 1);
}

}  // namespace
}  // namespace wfx
