// wfx: reads and writes text only. It touches no system under test and runs anywhere.
#include <iostream>
#include <string>
#include <vector>

#include "tools/wfx_command.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return wfx::RunWfx(arguments, std::cout, std::cerr);
}
