#include "runner/win32/provider.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "runner/sha256.h"

namespace wfx {
namespace {

// Gives the one line with which LoadProvider refuses `path`, or "" when it does not; and checks
// that a refusal leaves the table alone.
std::string Refusal(const std::string& path) {
  Win32Api table;
  table.Sleep = [](DWORD) {};
  try {
    LoadProvider(path, table);
    return "";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(MissingFunctions(table).size(), kFunctionCount - 1);
    std::string line = error.what();
    EXPECT_EQ(line.find('\n'), line.npos) << line;
    EXPECT_NE(line.find(path), line.npos) << line;
    return line;
  }
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

TEST(Provider, AMissingFileIsRefused) {
  EXPECT_EQ(
      Refusal("no/such/provider.dll"),
      "provider no/such/provider.dll: there is no such file; give the path of a DLL or shared "
      "object");
  EXPECT_TRUE(Contains(Refusal("."), "there is no such file"));
  EXPECT_TRUE(Contains(Refusal(""), "there is no such file"));
}

TEST(Provider, WhatIsNoLibraryIsRefusedInTheSystemsWords) {
  const auto path = std::filesystem::temp_directory_path() / "wfx_provider_test.dll";
  std::ofstream(path) << "this is no library";
  const std::string refusal = Refusal(path.string());
  EXPECT_TRUE(Contains(refusal, "cannot be loaded (")) << refusal;
  EXPECT_TRUE(Contains(refusal, "x86-64")) << refusal;
  std::filesystem::remove(path);
}

TEST(Provider, ALibraryWithoutFunctionsOfTheTableIsRefused) {
  const std::string refusal = Refusal(IDLE_LIBRARY);
  EXPECT_TRUE(Contains(refusal, "exports none of the functions of the table")) << refusal;
}

// One test, because a provider stays loaded for the rest of the process.
TEST(Provider, ProvidersStackAndTheSameOneIsRefusedTwice) {
  Win32Api table;
  table.GetFileType = [](HANDLE) -> DWORD { return 100; };

  const Provider one = LoadProvider(ADDS_ONE, table);
  EXPECT_EQ(one.path, ADDS_ONE);
  EXPECT_EQ(std::filesystem::path(one.file_name).stem(), "adds_one");
  EXPECT_EQ(one.sha256, Sha256HexOfFile(ADDS_ONE));
  EXPECT_EQ(one.replaces, std::vector<std::string>{"GetFileType"});
  EXPECT_EQ(one.WfxOpenStreamAsync, nullptr);
  EXPECT_EQ(table.GetFileType(nullptr), DWORD{101});
  EXPECT_EQ(MissingFunctions(table).size(), kFunctionCount - 1);

  EXPECT_TRUE(Contains(Refusal(ADDS_ONE), "is already loaded"));
  EXPECT_TRUE(Contains(
      Refusal((std::filesystem::path(ADDS_ONE).parent_path() / "." / one.file_name).string()),
      "is already loaded"));

  LoadProvider(ADDS_TEN, table);
  EXPECT_EQ(table.GetFileType(nullptr), DWORD{111});
}

}  // namespace
}  // namespace wfx
