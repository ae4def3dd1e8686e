# Warnings, sanitizers and coverage: one interface target, linked PRIVATE so that nothing leaks to users.
add_library(ptb_flags INTERFACE)
target_compile_features(ptb_flags INTERFACE c_std_17)
target_compile_definitions(ptb_flags INTERFACE _POSIX_C_SOURCE=200809L _FILE_OFFSET_BITS=64)
target_compile_options(ptb_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wdouble-promotion -Wfloat-equal
  -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wcast-qual -Wcast-align
  -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wswitch-enum -Wnull-dereference
  -fno-common -ffp-contract=off -fstack-protector-strong)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  target_compile_options(ptb_flags INTERFACE -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init)
endif()
if(PTB_WERROR)
  target_compile_options(ptb_flags INTERFACE -Werror)
endif()
target_link_options(ptb_flags INTERFACE -Wl,-z,relro,-z,now)

if(PTB_SANITIZE)
  target_compile_options(ptb_flags INTERFACE -fsanitize=${PTB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ptb_flags INTERFACE -fsanitize=${PTB_SANITIZE})
elseif(CMAKE_BUILD_TYPE MATCHES "Rel")
  target_compile_options(ptb_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
if(PTB_COVERAGE)
  target_compile_options(ptb_flags INTERFACE --coverage)
  target_link_options(ptb_flags INTERFACE --coverage)
endif()

# ptb_module(NAME SOURCES file... DEPS target... PRIVATE_DEPS target...)
# A layer of the house: DEPS are the arrows of the architecture, PRIVATE_DEPS what only its wrappers see.
function(ptb_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_DEPS} PRIVATE ptb_flags ${arg_PRIVATE_DEPS})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden C_EXTENSIONS OFF)
endfunction()
