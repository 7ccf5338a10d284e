// One file of the model, asked and told through its handle, for tests.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "runner/model/model.h"
#include "runner/win32/file_time.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {

class ModelFileTest : public testing::Test {
 protected:
  explicit ModelFileTest(const ModelOptions& options = {}) : model_(options), api_(model_.api()) {}

  static ModelOptions On(const std::string& personality) {
    ModelOptions options;
    options.personality = *FindPersonality(personality);
    return options;
  }
  Handle Open(DWORD access = GENERIC_READ | GENERIC_WRITE, DWORD flags = 0,
              const std::string& path = "C:\\data") {
    return {api_, api_.CreateFileW(Wide(path).c_str(), access, kShareAll, nullptr, OPEN_ALWAYS,
                                   flags, nullptr)};
  }
  Handle OpenPipe() {
    return {api_, api_.CreateNamedPipeW(Wide("\\\\.\\pipe\\p").c_str(), PIPE_ACCESS_DUPLEX,
                                        PIPE_TYPE_BYTE | PIPE_WAIT, 1, 64, 64, 0, nullptr)};
  }
  // The last error of a call that failed, 0 of one that did not.
  DWORD ErrorOf(BOOL succeeded) const { return succeeded ? 0 : api_.GetLastError(); }

  // Moves the pointer; where it is then, or minus the error.
  std::int64_t Move(const Handle& file, std::int64_t distance, DWORD method) {
    LARGE_INTEGER by{}, to{};
    by.QuadPart = distance;
    const DWORD error = ErrorOf(api_.SetFilePointerEx(file.get(), by, &to, method));
    return error == 0 ? to.QuadPart : -std::int64_t{error};
  }
  DWORD SetEnd(const Handle& file, std::int64_t end) {
    FILE_END_OF_FILE_INFO information{};
    information.EndOfFile.QuadPart = end;
    return ErrorOf(api_.SetFileInformationByHandle(file.get(), FileEndOfFileInfo, &information,
                                                   sizeof information));
  }
  std::int64_t SizeOf(const Handle& file) {
    LARGE_INTEGER size{};
    EXPECT_TRUE(api_.GetFileSizeEx(file.get(), &size));
    return size.QuadPart;
  }
  std::uint64_t WriteTimeOf(const Handle& file) {
    FILETIME write{};
    EXPECT_TRUE(api_.GetFileTime(file.get(), nullptr, nullptr, &write));
    return ValueOf(write);
  }
  void Write(const Handle& file, const std::string& bytes) {
    DWORD written = 0;
    EXPECT_TRUE(api_.WriteFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &written,
                               nullptr));
    EXPECT_EQ(written, bytes.size());
  }
  template <typename Information>
  Information Ask(const Handle& file, FILE_INFO_BY_HANDLE_CLASS kind) {
    Information information{};
    EXPECT_TRUE(
        api_.GetFileInformationByHandleEx(file.get(), kind, &information, sizeof information));
    EXPECT_EQ(ErrorOf(api_.GetFileInformationByHandleEx(file.get(), kind, &information,
                                                        sizeof information - 1)),
              ERROR_BAD_LENGTH);
    return information;
  }

  Model model_;
  const Win32Api api_;
};

}  // namespace wfx
