// Runs a fuzz target on every file of the given folders, without a fuzzer: the corpus as a test.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "runner/fuzz_claim.h"

namespace {

namespace fs = std::filesystem;

std::string ReadWhole(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t files = 0;
  for (int i = 1; i < argc; ++i) {
    if (!fs::is_directory(argv[i])) {
      std::fprintf(stderr, "%s: there is no such folder\n", argv[i]);
      return 2;
    }
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(argv[i])) {
      if (!entry.is_regular_file()) continue;
      // Said first: a target that finds something ends the process.
      std::printf("%s\n", entry.path().generic_string().c_str());
      std::fflush(stdout);
      const std::string input = ReadWhole(entry.path());
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
      ++files;
    }
  }
  std::printf("%zu inputs\n", files);
  return files == 0 ? 4 : 0;
}
