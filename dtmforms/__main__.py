from dtmforms.cli.main import main

main()
