# The load engine and its tests, for the folder's CMakeLists.txt.
set(WFX_LOAD_SOURCES clock.cpp histogram.cpp load.cpp load_crew.cpp load_data.cpp load_drain.cpp load_fault.cpp load_interval.cpp load_loop.cpp load_open.cpp load_reader.cpp load_ticket.cpp load_verify.cpp)
set(WFX_LOAD_TESTS clock_test.cpp histogram_test.cpp load_fake.cpp load_loop_test.cpp load_open_test.cpp load_test.cpp)
