# plexus_bench(NAME [DEPS room...] [PACKAGES target...])
#
# The program bench_NAME from tests/bench/NAME.bench.cpp. It takes `--out FILE` and writes JSON
# lines {"bench","metric","value","unit","baseline","ratio"} there. Built on demand, never a test.
# A source that is not there yet is skipped.
function(plexus_bench NAME)
  cmake_parse_arguments(BENCH "" "" "DEPS;PACKAGES" ${ARGN})
  if(NOT EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${NAME}.bench.cpp")
    return()
  endif()
  add_executable(bench_${NAME} EXCLUDE_FROM_ALL ${NAME}.bench.cpp)
  list(TRANSFORM BENCH_DEPS PREPEND plexus_)
  target_link_libraries(bench_${NAME} PRIVATE ${BENCH_DEPS} ${BENCH_PACKAGES})
  target_compile_definitions(bench_${NAME} PRIVATE PLEXUS_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
endfunction()
