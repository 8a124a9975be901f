# Warnings and definitions for every target of ours, in one place.
add_library(flowcast_build INTERFACE)
target_compile_features(flowcast_build INTERFACE cxx_std_20)
target_compile_options(flowcast_build INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference
    $<$<BOOL:${FLOWCAST_WERROR}>:-Werror>)
target_compile_definitions(flowcast_build INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_CONTEXTLESS_CONNECT
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_DISABLE_DEPRECATED_BEFORE=0x060400)
target_include_directories(flowcast_build INTERFACE "${PROJECT_SOURCE_DIR}")
if(CMAKE_INTERPROCEDURAL_OPTIMIZATION AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # When linking, GCC 12 takes a size that QHash guards against for one that it asks for.
    target_link_options(flowcast_build INTERFACE -Wno-alloc-size-larger-than)
endif()
if(FLOWCAST_SANITIZE)
    target_compile_options(flowcast_build INTERFACE
        -fsanitize=${FLOWCAST_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(flowcast_build INTERFACE -fsanitize=${FLOWCAST_SANITIZE})
endif()

# flowcast_add_module(Server SOURCES a.cpp a.h LINK Flowcast::Protocol Qt6::Sql [PRIVATE_LINK Boost::boost])
# makes the static library flowcast_server with the alias Flowcast::Server.
function(flowcast_add_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;PRIVATE_LINK")
    string(TOLOWER "flowcast_${name}" target)
    add_library(${target} STATIC ${arg_SOURCES})
    add_library(Flowcast::${name} ALIAS ${target})
    set_target_properties(${target} PROPERTIES AUTOMOC ON AUTORCC ON)
    target_link_libraries(${target} PUBLIC flowcast_build ${arg_LINK} PRIVATE ${arg_PRIVATE_LINK})
endfunction()

# flowcast_add_test(tst_backoff LINK Flowcast::Client [SOURCES extra.cpp] [NAME ctest_name] [TIMEOUT seconds])
# builds NAME.cpp of this folder and runs it, offscreen, as one ctest.
function(flowcast_add_test target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAME;TIMEOUT" "SOURCES;LINK")
    add_executable(${target} ${target}.cpp ${arg_SOURCES})
    set_target_properties(${target} PROPERTIES AUTOMOC ON)
    target_link_libraries(${target} PRIVATE flowcast_build Qt6::Test ${arg_LINK})
    target_compile_definitions(${target} PRIVATE FLOWCAST_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    if(NOT arg_NAME)
        set(arg_NAME ${target})
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    add_test(NAME ${arg_NAME} COMMAND ${target})
    set_tests_properties(${arg_NAME} PROPERTIES TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "QT_QPA_PLATFORM=offscreen")
endfunction()
