#include "runner/win32/api.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include "runner/win32/bind.h"

namespace wfx {
namespace {

TEST(Api, EveryFunctionIsVisitedOnce) {
  Win32Api table;
  std::set<std::string> names;
  std::set<const void*> slots;
  std::map<std::string, std::string> dlls;
  ForEachFunction(table, [&](const char* name, const char* dll, auto& slot) {
    names.insert(name);
    slots.insert(&slot);
    dlls[name] = dll;
  });
  EXPECT_EQ(names.size(), kFunctionCount);
  EXPECT_EQ(slots.size(), kFunctionCount);
  EXPECT_EQ(dlls["WriteFileEx"], "kernel32.dll");
  EXPECT_EQ(dlls["MsgWaitForMultipleObjectsEx"], "user32.dll");
  EXPECT_EQ(dlls["CommitTransaction"], "ktmw32.dll");
}

TEST(Api, AnEmptyTableLacksEverything) {
  Win32Api table;
  EXPECT_EQ(MissingFunctions(table).size(), kFunctionCount);
  table.Sleep = [](DWORD) {};
  EXPECT_EQ(MissingFunctions(table).size(), kFunctionCount - 1);
}

TEST(Api, FunctionsAreFoundByName) {
  Win32Api table;
  table.GetLastError = []() -> DWORD { return 7; };
  EXPECT_EQ(FindFunction(table, "GetLastError"), reinterpret_cast<void*>(table.GetLastError));
  EXPECT_EQ(FindFunction(table, "SetLastError"), nullptr);
  EXPECT_EQ(FindFunction(table, "getlasterror"), nullptr);
  EXPECT_EQ(FindFunction(table, ""), nullptr);
}

TEST(Api, TheSystemBindsEveryFunctionOrSaysThatThereIsNone) {
  if (!HasSystemApi()) {
    EXPECT_THROW(SystemApi(), std::runtime_error);
    return;
  }
  const Win32Api table = SystemApi();
  for (std::string_view name : MissingFunctions(table)) {
    // Not every system has transactions on files, or I/O rings: Wine lacks these.
    if (name != "CreateFileTransactedW" && name.find("IoRing") == name.npos)
      ADD_FAILURE() << name << " is missing";
  }
  table.SetLastError(ERROR_LOCK_VIOLATION);
  EXPECT_EQ(table.GetLastError(), DWORD{ERROR_LOCK_VIOLATION});
  EXPECT_EQ(table.SleepEx(0, TRUE), DWORD{0});
}

}  // namespace
}  // namespace wfx
